//! Routes are named in three places: in the router, where they are; in `docs/`, where the rules
//! about them are; and in `web/src/api/`, which calls them. The documentation names no route that
//! does not exist, and the front end calls exactly the routes of the interface.

use std::collections::BTreeSet;
use std::path::Path;

const METHODS: [&str; 4] = ["GET", "POST", "PUT", "DELETE"];

/// How files of `web/src/api/` write the beginning of an address within a template.
const NAMES: [(&str, &str); 2] = [
    ("${BASE}", "/api/candidate"),
    ("${session(id)}", "/api/sessions/{}"),
];

/// Their functions that are called with the rest of an address.
const CALLS: [(&str, &str); 2] = [
    ("this.ask(", "/api/candidate"),
    ("(this.session, ", "/api/sessions/{}/"),
];

#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Route {
    method: &'static str,
    /// With `{}` for what varies.
    address: String,
}

#[test]
fn the_front_end_calls_the_routes_that_exist() {
    let routes = routes();
    let exist: BTreeSet<_> = routes.iter().map(|it| it.address.clone()).collect();
    let called = called();
    let unknown: Vec<_> = called.difference(&exist).collect();
    assert!(unknown.is_empty(), "not in the router: {unknown:#?}");
    let uncalled: Vec<_> = exist.difference(&called).collect();
    assert!(
        uncalled.is_empty(),
        "not called from web/src/api: {uncalled:#?}"
    );
}

#[test]
fn the_documentation_names_routes_that_exist() {
    let (routes, named) = (routes(), named());
    assert!(named.len() > 10, "nothing was read: {named:?}");
    let unknown: Vec<_> = named.iter().filter(|it| !exists(it, &routes)).collect();
    assert!(unknown.is_empty(), "not in the router: {unknown:#?}");
}

/// The routes below `/api`, from every `.route("address", get(…).post(…))`.
fn routes() -> BTreeSet<Route> {
    let mut found = BTreeSet::new();
    for text in texts("src/routes", "rs") {
        for call in text.split(".route(").skip(1) {
            let call = &call[..length(call, ['(', ')'])];
            let address = call.split('"').nth(1).unwrap_or_default();
            let methods = METHODS.into_iter().filter(|it| takes(call, it));
            found.extend(methods.map(|method| Route {
                method,
                address: plain(address, "{"),
            }));
        }
    }
    found.retain(|it| it.address.starts_with("/api/"));
    assert!(found.len() > 30, "nothing was read: {found:?}");
    found
}

fn takes(call: &str, method: &str) -> bool {
    let function = format!("{}(", method.to_lowercase());
    let is_word = |at: usize| !call[..at].ends_with(|it: char| it.is_alphanumeric() || it == '_');
    call.match_indices(&function).any(|it| is_word(it.0))
}

/// Addresses that the front end asks for.
fn called() -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for mut text in texts("web/src/api", "ts") {
        for (name, meant) in NAMES {
            text = text.replace(name, meant);
        }
        let text = plain(&text, "${");
        for quote in ['\'', '`'] {
            let calls = CALLS.map(|(call, meant)| (format!("{call}{quote}"), meant));
            let whole = (format!("{quote}/api/"), "/api/");
            for (before, meant) in calls.iter().chain([&whole]) {
                let rests = text.split(before).skip(1);
                let ends = |rest: &str| rest.find([quote, '?']).unwrap_or(rest.len());
                found.extend(rests.map(|it| format!("{meant}{}", &it[..ends(it)])));
            }
        }
    }
    // The rest of this one is given to the function around it, which `CALLS` has.
    found.remove("/api/sessions/{}/{}{}");
    found
}

/// What is in backquotes in the documentation and is an address, with its method if it has one. One
/// that begins with `…` is the end of an address.
fn named() -> BTreeSet<(Option<&'static str>, String)> {
    let mut found = BTreeSet::new();
    for text in texts("docs", "md") {
        for span in text.split('`').skip(1).step_by(2) {
            let with_method = METHODS.into_iter().find_map(|method| {
                let address = span.strip_prefix(method)?.strip_prefix(' ')?;
                Some((Some(method), address))
            });
            let (method, address) = with_method.unwrap_or((None, span));
            let address = address.split('?').next().unwrap_or_default();
            if address.starts_with("/api/") || address.starts_with("…/") {
                found.insert((method, plain(address, "{")));
            }
        }
    }
    found
}

fn exists((method, address): &(Option<&str>, String), routes: &BTreeSet<Route>) -> bool {
    routes.iter().any(|route| {
        let fits = match address.strip_prefix('…') {
            Some(end) => route.address.ends_with(end),
            None => route.address == *address,
        };
        fits && method.is_none_or(|it| it == route.method)
    })
}

/// The text with `{}` in place of everything from `opening` to its closing brace.
fn plain(text: &str, opening: &str) -> String {
    let first = text.find(opening).unwrap_or(text.len());
    let (mut plain, mut rest) = (text[..first].to_owned(), &text[first..]);
    while let Some(inside) = rest.strip_prefix(opening) {
        let after = &inside[length(inside, ['{', '}'])..];
        let after = after.strip_prefix('}').unwrap_or(after);
        let next = after.find(opening).unwrap_or(after.len());
        plain.push_str("{}");
        plain.push_str(&after[..next]);
        rest = &after[next..];
    }
    plain
}

/// How much of a text there is before what closes the bracket that was opened before it.
fn length(text: &str, [opening, closing]: [char; 2]) -> usize {
    let mut depth = 1;
    let end = text.find(|it: char| {
        depth += i32::from(it == opening) - i32::from(it == closing);
        depth == 0
    });
    end.unwrap_or(text.len())
}

/// The text of every file below a folder of the repository with this extension.
fn texts(folder: &str, extension: &str) -> Vec<String> {
    let mut folders = vec![Path::new(env!("CARGO_MANIFEST_DIR")).join(folder)];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in std::fs::read_dir(folder).expect("the folder is there") {
            let path = entry.expect("it can be listed").path();
            if path.is_dir() {
                folders.push(path);
            } else if path.extension().is_some_and(|it| it == extension) {
                found.push(std::fs::read_to_string(path).expect("sources are UTF-8"));
            }
        }
    }
    found
}
