// Which page is shown, by the address. Links inside the site change it without a reload.

export type Route =
  | { page: 'candidate'; token: string }
  | { page: 'home' | 'sign-in' | 'sessions' | 'scenarios' | 'calibration' | 'unknown' }
  | { page: 'scenario'; slug: string }
  | { page: 'desk' | 'report'; session: string };

export function routeOf(path: string): Route {
  const [first, second, third, ...rest] = path.split('/').filter(Boolean).map(decodeURIComponent);
  if (rest.length > 0) return { page: 'unknown' };
  if (first === undefined) return { page: 'home' };
  if (first === 'c' && second && !third) return { page: 'candidate', token: second };
  if (first === 'sign-in' && !second) return { page: 'sign-in' };
  if (first === 'calibration' && !second) return { page: 'calibration' };
  if (first === 'sessions') {
    if (!second) return { page: 'sessions' };
    if (!third) return { page: 'desk', session: second };
    if (third === 'report') return { page: 'report', session: second };
  }
  if (first === 'scenarios' && !third) {
    return second ? { page: 'scenario', slug: second } : { page: 'scenarios' };
  }
  return { page: 'unknown' };
}

class Router {
  route = $state<Route>(routeOf(window.location.pathname));

  constructor() {
    window.addEventListener('popstate', () => this.read());
  }

  go(path: string, replace = false): void {
    if (replace) window.history.replaceState(null, '', path);
    else window.history.pushState(null, '', path);
    this.read();
    window.scrollTo(0, 0);
  }

  /** Handles clicks on links to this site's own pages. */
  follow = (click: MouseEvent): void => {
    const link = (click.target as Element).closest?.('a');
    if (!link || click.defaultPrevented || click.button !== 0 || link.target) return;
    if (click.metaKey || click.ctrlKey || click.shiftKey || click.altKey) return;
    const url = new URL(link.href, window.location.href);
    if (url.origin !== window.location.origin || link.hasAttribute('download')) return;
    if (url.pathname === window.location.pathname && url.hash) return;
    click.preventDefault();
    this.go(url.pathname + url.search + url.hash);
  };

  private read(): void {
    this.route = routeOf(window.location.pathname);
  }
}

export const router = new Router();
