import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';

/** The repository's folder. */
export const root = fileURLToPath(new URL('../../../', import.meta.url));

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.ts': 'text/javascript',
  '.map': 'application/json',
};

/** A server for the files of the repository, TypeScript without its types. */
export interface Site {
  /** Its address, without a slash at the end. */
  readonly url: string;
  close(): Promise<void>;
}

/** Starts a server on a free port of this machine; pages may share memory with their workers. */
export async function startSite(): Promise<Site> {
  const server = createServer(async ({ url = '/' }, response) => {
    const path = decodeURIComponent(new URL(url, 'http://localhost').pathname);
    const content = await contentOf(path);
    response.writeHead(content === undefined ? 404 : 200, {
      'Content-Type': contentTypes[extname(path)] ?? 'application/octet-stream',
      'Cross-Origin-Opener-Policy': 'same-origin',
      'Cross-Origin-Embedder-Policy': 'require-corp',
    });
    response.end(content);
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () => new Promise((closed) => server.close(() => closed())),
  };
}

async function contentOf(path: string): Promise<string | Buffer | undefined> {
  if (path === '/favicon.ico') return ''; // every browser asks for it
  const content = await readFile(join(root, normalize(path))).catch(() => undefined);
  return path.endsWith('.ts') ? withoutTypes(content?.toString() ?? '') : content;
}

/** JavaScript as somebody would write it who uses the built package without a bundler: it is imported by its address. */
function withoutTypes(source: string): string {
  const compilerOptions: ts.CompilerOptions = { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 };
  const { outputText } = ts.transpileModule(source, {
    compilerOptions: { ...compilerOptions, verbatimModuleSyntax: true },
  });
  return outputText.replaceAll("from 'stridegrad'", "from '/dist/index.js'");
}
