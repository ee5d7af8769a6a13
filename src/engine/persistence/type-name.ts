/** A DuckDB type name, taken apart. */
export type TypeNode =
  /** `BIGINT`, `DECIMAL(18,3)`, `TIMESTAMP WITH TIME ZONE`, `ENUM('a', 'b')`. */
  | { readonly kind: "scalar"; readonly name: string; readonly parameters: string }
  /** `T[]`, `T[3]`. */
  | { readonly kind: "list"; readonly element: TypeNode; readonly suffix: string }
  /** `STRUCT(a T, "b c" T)`, `UNION(a T)`; the field's name as SQL. */
  | { readonly kind: "struct" | "union"; readonly fields: readonly (readonly [string, TypeNode])[] }
  | { readonly kind: "map"; readonly key: TypeNode; readonly value: TypeNode };

/** Parses a type name as DuckDB prints it. Throws a `SyntaxError` for anything else. */
export function parseTypeName(text: string): TypeNode {
  const scanner = new Scanner(text);
  const node = readType(scanner);
  scanner.expectEnd();
  return node;
}

export function typeNameOf(node: TypeNode): string {
  switch (node.kind) {
    case "scalar":
      return node.name + node.parameters;
    case "list":
      return typeNameOf(node.element) + node.suffix;
    case "map":
      return `MAP(${typeNameOf(node.key)}, ${typeNameOf(node.value)})`;
    case "struct":
    case "union": {
      const fields = node.fields.map(([name, type]) => `${name} ${typeNameOf(type)}`);
      return `${node.kind.toUpperCase()}(${fields.join(", ")})`;
    }
  }
}

function readType(scanner: Scanner): TypeNode {
  let node = readBase(scanner);
  for (let suffix = scanner.take(/\[\d*\]/y); suffix; suffix = scanner.take(/\[\d*\]/y)) {
    node = { kind: "list", element: node, suffix };
  }
  return node;
}

function readBase(scanner: Scanner): TypeNode {
  const name = scanner.need(/[A-Za-z_][\w]*(?: [A-Za-z_]\w*)*|"(?:[^"]|"")*"/y);
  switch (name.toUpperCase()) {
    case "STRUCT":
      return { kind: "struct", fields: readFields(scanner) };
    case "UNION":
      return { kind: "union", fields: readFields(scanner) };
    case "MAP": {
      scanner.need(/\(/y);
      const key = readType(scanner);
      scanner.need(/,\s*/y);
      const value = readType(scanner);
      scanner.need(/\)/y);
      return { kind: "map", key, value };
    }
    default:
      return { kind: "scalar", name, parameters: scanner.take(/\((?:'(?:[^']|'')*'|[^')])*\)/y) ?? "" };
  }
}

function readFields(scanner: Scanner): (readonly [string, TypeNode])[] {
  const fields: (readonly [string, TypeNode])[] = [];
  scanner.need(/\(/y);
  do {
    const name = scanner.need(/"(?:[^"]|"")*"|[^\s"(),]+/y);
    scanner.need(/\s+/y);
    fields.push([name, readType(scanner)]);
  } while (scanner.take(/,\s*/y));
  scanner.need(/\)/y);
  return fields;
}

class Scanner {
  readonly #text: string;
  #offset = 0;

  constructor(text: string) {
    this.#text = text;
  }

  take(pattern: RegExp): string | undefined {
    pattern.lastIndex = this.#offset;
    const match = pattern.exec(this.#text)?.[0];
    this.#offset += match?.length ?? 0;
    return match;
  }

  need(pattern: RegExp): string {
    const match = this.take(pattern);
    if (match === undefined) throw new SyntaxError(`"${this.#text}" is no type name (at character ${this.#offset}).`);
    return match;
  }

  expectEnd(): void {
    if (this.#offset < this.#text.length) this.need(/(?!)/y);
  }
}
