import js from "@eslint/js";
import { configs as lit } from "eslint-plugin-lit";
import { configs as wc } from "eslint-plugin-wc";
import globals from "globals";
import tseslint from "typescript-eslint";
import { importRules } from "./scripts/import-rules.mjs";

const typescript = {
  "@typescript-eslint/consistent-type-imports": "error",
  "@typescript-eslint/no-confusing-void-expression": [
    "error",
    { ignoreArrowShorthand: true, ignoreVoidOperator: true },
  ],
  "@typescript-eslint/no-unused-vars": ["error", { argsIgnorePattern: "^_", varsIgnorePattern: "^_" }],
  "@typescript-eslint/restrict-template-expressions": ["error", { allowNumber: true, allowBoolean: true }],
  "@typescript-eslint/switch-exhaustiveness-check": ["error", { considerDefaultExhaustiveForUnions: true }],
  "@typescript-eslint/no-unnecessary-condition": ["error", { allowConstantLoopConditions: "only-allowed-literals" }],
  "@typescript-eslint/no-empty-object-type": ["error", { allowInterfaces: "with-single-extends" }],
  "@typescript-eslint/no-invalid-void-type": "off",
  "@typescript-eslint/no-misused-spread": ["error", { allow: [{ from: "lib", name: "string" }, "string"] }],
  // An async function without `await` turns what it throws into a rejection, which is what an interface of promises asks for.
  "@typescript-eslint/require-await": "off",
};

const common = {
  curly: ["error", "multi-line"],
  eqeqeq: ["error", "always", { null: "ignore" }],
  "no-console": ["error", { allow: ["warn"] }],
  "no-eval": "error",
  "no-implied-eval": "error",
  "no-new-func": "error",
  "object-shorthand": "error",
  "prefer-const": "error",
};

const source = {
  "max-lines": ["error", { max: 320 }],
  "max-lines-per-function": ["error", { max: 80, skipBlankLines: true, skipComments: true }],
  "no-restricted-properties": [
    "error",
    ...["innerHTML", "outerHTML", "insertAdjacentHTML"].map((property) => ({
      property,
      message: "Set text, never HTML: cells hold whatever a stranger wrote.",
    })),
  ],
};

const tests = {
  "@typescript-eslint/no-floating-promises": [
    "error",
    // Chai's assertions are synchronous; a plugin's types make some of them look like promises.
    { allowForKnownSafeCalls: ["Equal", "equal", "equals", "eq"] },
  ],
  "@typescript-eslint/no-non-null-assertion": "off",
  "@typescript-eslint/no-unused-expressions": "off",
  "@typescript-eslint/unbound-method": "off",
  "no-restricted-properties": [
    "error",
    ...["describe", "it", "context"].flatMap((object) =>
      ["only", "skip"].map((property) => ({ object, property, message: "Every test runs." })),
    ),
  ],
};

export default tseslint.config(
  { ignores: ["node_modules/", "dist/", "coverage/", ".cache/", "bench/results/"] },
  { linterOptions: { reportUnusedDisableDirectives: "error" } },
  js.configs.recommended,
  { rules: common },
  {
    files: ["**/*.ts"],
    extends: [tseslint.configs.strictTypeChecked, lit["flat/recommended"], wc["flat/best-practice"]],
    languageOptions: { parserOptions: { projectService: true, tsconfigRootDir: import.meta.dirname } },
    rules: typescript,
  },
  { files: ["src/**/*.ts"], rules: source },
  { files: ["test/**/*.ts"], rules: tests },
  ...importRules,
  {
    files: ["**/*.mjs"],
    languageOptions: { globals: globals.node },
    rules: { "no-console": "off" },
  },
  {
    files: ["demo/**/*.js", "bench/pages/**/*.js", "test/kill/page/**/*.js"],
    languageOptions: { globals: globals.browser },
  },
  {
    // Functions in these run in the measured page.
    files: ["bench/**/*.{js,mjs}"],
    languageOptions: { globals: { ...globals.browser, meter: "readonly" } },
  },
  {
    // Functions in these run in the page that is interrupted, or has no room.
    files: ["test/{kill,quota}/*.mjs"],
    languageOptions: { globals: { window: "readonly" } },
  },
);
