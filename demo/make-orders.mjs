/** Writes orders.csv: 200 made-up orders, the same at every run. */
import { writeFile } from "node:fs/promises";

const CUSTOMERS = [
  ["Aalto Living Oy", "Finland"],
  ["Bäckerei Sonnenschein", "Germany"],
  ["Café Père & Fils", "France"],
  ["Dunmore Supplies, Ltd.", "Ireland"],
  ["Estudio Ñandú", "Argentina"],
  ["Fjordview Hotels", "Norway"],
  ['Green "Leaf" Grocers', "Canada"],
  ["Hoshino Tea House", "Japan"],
  ["Isar Bikes GmbH", "Germany"],
  ["Jacaranda Books", "South Africa"],
  ["Kowalski Meble", "Poland"],
  ["Lumen & Oak", "United Kingdom"],
];

const PRODUCTS = [
  ["Desk lamp", "Lighting", 49.9],
  ["Floor lamp", "Lighting", 129],
  ["Oak shelf", "Furniture", 219.5],
  ["Stackable chair", "Furniture", 84],
  ["Writing desk", "Furniture", 389],
  ["Wool blanket", "Textiles", 74.25],
  ["Linen cushion", "Textiles", 32.4],
  ["Stoneware mug", "Kitchen", 14.8],
  ["Carbon steel pan", "Kitchen", 67.9],
  ["Serving tray, ash", "Kitchen", 38],
];

const NOTES = [
  "",
  "",
  "",
  "",
  "Leave at the reception",
  "Gift wrap, please",
  "Call before delivery",
  "Second floor, no lift",
];
const DAY_MS = 86_400_000;
const FIRST_DAY_MS = Date.UTC(2025, 0, 6);

let seed = 20_250_106;

/** Lehmer's generator: whole numbers in `[0, below)`. */
function random(below) {
  seed = (seed * 48_271) % 2_147_483_647;
  return seed % below;
}

const pick = (list) => list[random(list.length)];
const day = (offset) => new Date(FIRST_DAY_MS + offset * DAY_MS).toISOString().slice(0, 10);
const field = (value) => (/[",\n]/.test(value) ? `"${value.replaceAll('"', '""')}"` : String(value));

function order(index) {
  const [customer, country] = pick(CUSTOMERS);
  const [product, category, price] = pick(PRODUCTS);
  const ordered = Math.floor(index * 1.8) + random(2);
  const isShipped = index < 180 || random(3) === 0;
  const discount = random(4) === 0 ? `0.${pick(["05", "10", "15", "20"])}` : "0.00";
  const shipped = isShipped ? day(ordered + 1 + random(9)) : "";
  const quantity = 1 + random(random(5) === 0 ? 48 : 9);
  return [
    1001 + index,
    day(ordered),
    customer,
    country,
    product,
    category,
    quantity,
    price.toFixed(2),
    discount,
    shipped,
    pick(NOTES),
  ];
}

const header = [
  "order",
  "ordered",
  "customer",
  "country",
  "product",
  "category",
  "quantity",
  "unit price",
  "discount",
  "shipped",
  "note",
];
const rows = Array.from({ length: 200 }, (_, index) => order(index));
const csv = [header, ...rows].map((row) => row.map(field).join(",")).join("\n");
await writeFile(new URL("orders.csv", import.meta.url), `${csv}\n`);
