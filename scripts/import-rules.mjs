const BASE_RULES = [
  { regex: "^\\.{1,2}/(?!.*\\.ts$)", message: "A relative import carries its file's extension: ./name.ts" },
];

/** Packages that one file alone imports, and that file. */
const SINGLE_IMPORTERS = {
  "@duckdb/duckdb-wasm": "src/engine/database/duckdb-database.ts",
  "idb-keyval": "src/engine/settings/view-state-store.ts",
  "parquet-wasm": "src/worker/parquet-codec.ts",
};

const packageRule = (name) => ({
  regex: `^${name}(/|$)`,
  message: `Only ${SINGLE_IMPORTERS[name]} imports ${name}.`,
});

/** src/elements → src/engine → types of src/worker/*protocol.ts; src/worker → itself and its codec. */
const FOLDERS = {
  elements: [
    { regex: "/worker/(?!([\\w-]*-)?protocol\\.ts$)", message: "Elements talk to the engine, not to its workers." },
    {
      regex: "/worker/([\\w-]*-)?protocol\\.ts$",
      allowTypeImports: true,
      message: "Of the workers, only the types of their protocols.",
    },
  ],
  engine: [
    { regex: "/elements/", message: "The engine works without the grid." },
    { regex: "^(lit|@lit|@lit-labs|@lit/.*)(/|$)", message: "The engine knows no DOM element." },
    {
      regex: "/worker/(?!([\\w-]*-)?protocol\\.ts$)",
      message: "The engine knows a worker by its protocol alone.",
    },
    {
      regex: "/worker/([\\w-]*-)?protocol\\.ts$",
      allowTypeImports: true,
      message: "Of the workers, only the types of their protocols.",
    },
  ],
  worker: [
    { regex: "/(engine|elements)/", message: "A worker imports only its own folder and its codecs." },
    { regex: "^(?!\\.|apache-arrow$|parquet-wasm$)", message: "A worker imports only its own folder and its codecs." },
  ],
};

function restrict(files, patterns) {
  return { files, rules: { "@typescript-eslint/no-restricted-imports": ["error", { patterns }] } };
}

const folderRules = Object.entries(FOLDERS).map(([folder, patterns]) => ({
  files: [`src/${folder}/**/*.ts`],
  patterns: [...BASE_RULES, ...patterns],
}));

const withoutPackages = (patterns, except) => [
  ...patterns,
  ...Object.keys(SINGLE_IMPORTERS)
    .filter((name) => name !== except)
    .map(packageRule),
];

const singleImporterRules = Object.entries(SINGLE_IMPORTERS).map(([name, file]) => {
  const folder = folderRules.find(({ files }) => files[0].startsWith(file.split("/").slice(0, 2).join("/")));
  return restrict([file], withoutPackages(folder.patterns, name));
});

/** ESLint configurations that keep imports going one way. */
export const importRules = [
  ...folderRules.map(({ files, patterns }) => restrict(files, withoutPackages(patterns))),
  ...singleImporterRules,
];
