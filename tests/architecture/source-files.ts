import { readdirSync, readFileSync } from 'node:fs';
import { join, posix, relative } from 'node:path';
import ts from 'typescript';

/** The folder of the whole project. */
export const PROJECT = process.cwd();

/** A file of TypeScript, parsed. `path` is from the project's folder, with slashes. */
export interface SourceFile {
  readonly path: string;
  readonly text: string;
  readonly tree: ts.SourceFile;
  readonly imports: readonly Import[];
}

/** One import, re-export or dynamic import; of types or of values. */
export interface Import {
  /** Another file of the project from its folder, such as `src/time/instant.ts`; null when it is a package. */
  readonly file: string | null;
  /** The package's name without a path inside it, such as `pg` or `node:fs`; null when it is a file. */
  readonly package: string | null;
  readonly line: number;
  /** Whether only types are taken, which leave nothing at run time. */
  readonly typesOnly: boolean;
}

/** Every file under `folders` whose name ends in one of `endings`, as paths from the project's folder. */
export function listFiles(folders: readonly string[], endings: readonly string[]): readonly string[] {
  return folders
    .flatMap((folder) => readdirSync(join(PROJECT, folder), { recursive: true, withFileTypes: true }))
    .filter((entry) => entry.isFile() && endings.some((ending) => entry.name.endsWith(ending)))
    .map((entry) => relative(PROJECT, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .filter((path) => !path.includes('node_modules/'))
    .sort();
}

/** Every TypeScript file under `folders`, parsed once. */
export function readSourceFiles(folders: readonly string[]): readonly SourceFile[] {
  return listFiles(folders, ['.ts', '.tsx']).map((path) => {
    const text = readFileSync(join(PROJECT, path), 'utf8');
    return parseSourceFile(path, text);
  });
}

/** A file as if it stood at `path`. */
export function parseSourceFile(path: string, text: string): SourceFile {
  const tree = ts.createSourceFile(path, text, ts.ScriptTarget.ES2023, true);
  let imports: readonly Import[] | undefined;
  return {
    path,
    text,
    tree,
    get imports() {
      return (imports ??= [...findImports(path, tree)]);
    },
  };
}

/** The line of a node, from 1. */
export function lineOf(tree: ts.SourceFile, node: ts.Node): number {
  return tree.getLineAndCharacterOfPosition(node.getStart(tree)).line + 1;
}

/** Every node of a tree, parents first. */
export function* walk(node: ts.Node): Generator<ts.Node> {
  yield node;
  const children: ts.Node[] = [];
  ts.forEachChild(node, (child) => void children.push(child));
  for (const child of children) yield* walk(child);
}

function* findImports(path: string, tree: ts.SourceFile): Generator<Import> {
  for (const node of walk(tree)) {
    const specifier = specifierOf(node);
    if (specifier === undefined) continue;
    const isFile = specifier.startsWith('.');
    yield {
      file: isFile ? posix.join(posix.dirname(path), specifier).replace(/\.js$/, '.ts') : null,
      package: isFile ? null : packageName(specifier),
      line: lineOf(tree, node),
      typesOnly: takesOnlyTypes(node),
    };
  }
}

function specifierOf(node: ts.Node): string | undefined {
  if ((ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) && node.moduleSpecifier)
    return (node.moduleSpecifier as ts.StringLiteral).text;
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return (node.argument.literal as ts.StringLiteral).text;
  const isDynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  const argument = isDynamic ? node.arguments[0] : undefined;
  return argument && ts.isStringLiteral(argument) ? argument.text : undefined;
}

function takesOnlyTypes(node: ts.Node): boolean {
  if (ts.isImportTypeNode(node)) return true;
  if (ts.isExportDeclaration(node)) return node.isTypeOnly;
  if (!ts.isImportDeclaration(node) || !node.importClause) return false;
  if (node.importClause.isTypeOnly) return true;
  const bindings = node.importClause.namedBindings;
  return (
    !node.importClause.name &&
    bindings !== undefined &&
    ts.isNamedImports(bindings) &&
    bindings.elements.every((element) => element.isTypeOnly)
  );
}

function packageName(specifier: string): string {
  const parts = specifier.split('/');
  return specifier.startsWith('@') ? parts.slice(0, 2).join('/') : (parts[0] as string);
}
