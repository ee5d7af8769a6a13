/** Makes 1,000,000 rows of CSV, always the same, and hands them over as one Blob. */
const ROWS = 1_000_000;
const CHUNK_ROWS = 20_000;
const STATUS = ["open", "paid", "packed", "shipped", "returned"];
const CITIES = ["Oslo", "Bergen", "São Paulo", "Kraków", "Osaka", "Nairobi", "Lima", "Zürich", "Austin", "Hanoi"];
const FIRST_DAY_MS = Date.UTC(2015, 0, 1);
const DAY_MS = 86_400_000;

let state = 1;

/** xorshift32, in `[0, 1)`. */
function random() {
  state ^= state << 13;
  state ^= state >>> 17;
  state ^= state << 5;
  return (state >>> 0) / 2 ** 32;
}

const whole = (below) => Math.floor(random() * below);

function row(id) {
  const moment = new Date(FIRST_DAY_MS + Math.floor(random() * 4000) * DAY_MS + whole(86_400) * 1000).toISOString();
  const price = (random() * 2000).toFixed(2);
  const quantity = whole(100) + 1;
  const rating = random() < 0.1 ? "" : (random() * 5).toFixed(3);
  const code = whole(2 ** 31)
    .toString(36)
    .padStart(6, "0");
  return (
    `${id},${moment.slice(0, 10)},${moment.slice(0, 19).replace("T", " ")},customer ${whole(80_000)},` +
    `${CITIES[whole(CITIES.length)]},${STATUS[whole(STATUS.length)]},${price},${quantity},${rating},${code}\n`
  );
}

const parts = ["id,day,moment,customer,city,status,price,quantity,rating,code\n"];
for (let first = 0; first < ROWS; first += CHUNK_ROWS) {
  let text = "";
  for (let id = first; id < first + CHUNK_ROWS; id++) text += row(id + 1);
  parts.push(new Blob([text]));
  postMessage({ progress: (first + CHUNK_ROWS) / ROWS });
}
postMessage({ progress: 1, blob: new Blob(parts, { type: "text/csv" }) });
