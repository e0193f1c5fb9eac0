import type { ConformanceCase } from '../../conformance/case.ts';
import type { Report } from '../../conformance/report.ts';
import { inPage } from './chromium.ts';

/** Runs cases in a page of its own, by the built package. */
export async function conformanceInPage(cases: readonly ConformanceCase[], device: string): Promise<Report> {
  const call = { module: '/test/conformance/report.ts', name: 'runCases', args: [cases, device] };
  return (await inPage<Report>(call)).result;
}

export { closeBrowser } from './chromium.ts';
