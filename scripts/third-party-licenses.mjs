import { readFileSync, readdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const PACKAGE_FOLDER = /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+/;
const LICENSE_FILE = /^(licen[cs]e|notice|copying)/i;

/** The words of the MIT licence, for a package that names it without bringing its text. */
function mitText(copyright) {
  const own = readFileSync("LICENSE", "utf8");
  return `${copyright}\n\n${own.slice(own.indexOf("Permission is")).trim()}`;
}

function describePackage(folder, copyrights) {
  const { name, version, license, repository } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  const texts = readdirSync(folder)
    .filter((file) => LICENSE_FILE.test(file))
    .map((file) => readFileSync(join(folder, file), "utf8").trim());
  if (texts.length === 0) {
    if (license !== "MIT" || !copyrights[name]) throw new Error(`${name} has no licence file: name its copyright.`);
    texts.push(mitText(copyrights[name]));
  }
  const source = typeof repository === "string" ? repository : repository?.url;
  return {
    title: `${name} ${version}`,
    text: [`License: ${license}`, ...(source ? [`Source: ${source}`] : []), ...texts.flatMap((text) => ["", text])],
  };
}

/**
 * A rollup plugin for a build of several bundles: collects the packages that end up in any of them, and those whose
 * files are copied (`folders`), and writes their licences to `file`. `copyrights`: package name → copyright notice of
 * an MIT package that has no licence file.
 */
export function thirdPartyLicenses({ file, folders, copyrights }) {
  const found = new Set(folders);
  return {
    name: "third-party-licenses",
    generateBundle(_options, bundle) {
      for (const chunk of Object.values(bundle)) {
        for (const [id, { renderedLength }] of Object.entries(chunk.modules ?? {})) {
          const folder = renderedLength > 0 ? PACKAGE_FOLDER.exec(id.replace(/^\0/, ""))?.[0] : undefined;
          if (folder) found.add(folder);
        }
      }
    },
    writeBundle() {
      const packages = [...found]
        .map((folder) => describePackage(folder, copyrights))
        .sort((a, b) => (a.title < b.title ? -1 : 1));
      const sections = packages.map(({ title, text }) => [title, "-".repeat(title.length), ...text].join("\n"));
      writeFileSync(file, `Software that is part of these files\n\n${sections.join("\n\n\n")}\n`);
    },
  };
}
