import type { PageBudget } from './page-budget.js';

/** What a resolver may know of the request it answers. */
export interface RequestContext {
  /** Like `http://localhost:4000`, from the `Host` the client sent; null when it sent none that can be a host. */
  readonly origin: string | null;
  readonly pages: PageBudget;
}

/** The origin for links in an answer. Headers that a proxy might have set are not looked at: anyone can send them. */
export function originOf(protocol: string, host: string | undefined): string | null {
  return host !== undefined && /^([A-Za-z0-9._-]+|\[[0-9A-Fa-f:.]+\])(:\d{1,5})?$/.test(host)
    ? `${protocol}://${host}`
    : null;
}
