import { type ESTree, parseSync, Visitor } from "vite";

/** What one source file reaches for outside itself. */
export interface Reach {
  /** Specifiers of its imports and re-exports, types and `import()` among them, as written; "?" where it is computed. */
  readonly imports: readonly string[];
  /** Names it uses as a value, be they its own or global; `Date` only where it asks for the present. */
  readonly names: ReadonlySet<string>;
}

/**
 * Reads what a file reaches for from its syntax tree, so that comments, strings and property names do not count.
 * @throws Error where the file is not TypeScript.
 */
export function readReach(file: string, text: string): Reach {
  const { program, errors } = parseSync(file, text);
  if (errors.length > 0) throw new Error(`${file}: ${errors[0]?.message}`);
  return { imports: readImports(program), names: readNames(program) };
}

function readImports(program: ESTree.Program): string[] {
  const imports = new Set<string>();
  const add = (source: ESTree.Expression | null): void => {
    if (source !== null) imports.add(source.type === "Literal" && typeof source.value === "string" ? source.value : "?");
  };
  new Visitor({
    ImportDeclaration: (node) => add(node.source),
    ExportNamedDeclaration: (node) => add(node.source),
    ExportAllDeclaration: (node) => add(node.source),
    ImportExpression: (node) => add(node.source),
    TSImportType: (node) => add(node.source),
  }).visit(program);
  return [...imports];
}

function readNames(program: ESTree.Program): Set<string> {
  const names = new Set<string>();
  const harmless = new Set<unknown>();
  const key = (node: { readonly computed: boolean; readonly key: unknown }): void => {
    if (!node.computed) harmless.add(node.key);
  };
  new Visitor({
    Property: key,
    PropertyDefinition: key,
    MethodDefinition: key,
    TSPropertySignature: key,
    TSMethodSignature: key,
    MemberExpression: ({ object, property, computed }) => {
      if (computed || property.type !== "Identifier") return;
      harmless.add(property);
      if (object.type !== "Identifier" || !["Date", "Math"].includes(object.name)) return;
      harmless.add(object);
      names.add(`${object.name}.${property.name}`);
    },
    // `new Date(ms)` turns a given time into text; `new Date()` and `Date()` read the clock.
    NewExpression: ({ callee, arguments: given }) => {
      if (callee.type === "Identifier" && callee.name === "Date" && given.length > 0) harmless.add(callee);
    },
    Identifier: (node) => {
      if (!harmless.has(node)) names.add(node.name);
    },
  }).visit(program);
  return names;
}
