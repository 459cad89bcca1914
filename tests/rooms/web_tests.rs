//! That imports between TypeScript and Svelte files are found, and nothing else is.

use crate::graph::{self, Import};
use crate::web;

fn imports(files: &[(&str, &str)]) -> Vec<Import> {
    let owned = files
        .iter()
        .map(|(file, text)| (format!("web/src/{file}"), (*text).to_owned()));
    web::imports(&owned.collect::<Vec<_>>())
}

fn lines(imports: &[Import]) -> Vec<String> {
    let short = |file: &str| file.trim_start_matches("web/src/").to_owned();
    let line = |it: &Import| format!("{}:{} {}", short(&it.from), it.line, short(&it.to));
    imports.iter().map(line).collect()
}

#[test]
fn all_ways_to_import_are_found() {
    let imports = imports(&[
        (
            "a/one.ts",
            "import type {\n  X,\n} from './two';\nexport * from \"../b/three\";\n\
             import './four.css';\nconst x = await import('./five.svelte');",
        ),
        ("a/two.svelte.ts", ""),
        ("a/four.css", ""),
        (
            "a/five.svelte",
            "<script lang=\"ts\">\n  import { y } from './two.svelte';\n</script>\n\
             <p>from './one'</p>",
        ),
        (
            "b/three.ts",
            "import { z } from '../a/gone';\nimport { q } from 'svelte';",
        ),
        ("b/three.test.ts", "import { x } from './three';"),
    ]);
    let found = [
        "a/one.ts:3 a/two.svelte.ts",
        "a/one.ts:4 b/three.ts",
        "a/one.ts:5 a/four.css",
        "a/one.ts:6 a/five.svelte",
        "a/five.svelte:2 a/two.svelte.ts",
        "b/three.ts:1 ?",
    ];
    assert_eq!(lines(&imports), found);
}

#[test]
fn comments_strings_and_regular_expressions_are_no_imports() {
    let file = "// import './a';\n/* import './b'; */\nconst x = \"import './c'\";\n\
        const y = `from './d' ${1 / 2} \\``;\nconst z = /[/'`]'/; const q = 4 / 2 / 1;\n\
        import { real } from './one';";
    let imports = imports(&[("one.ts", ""), ("two.ts", file)]);
    assert_eq!(lines(&imports), ["two.ts:6 one.ts"]);
}

#[test]
fn types_make_a_circle_too() {
    let imports = imports(&[
        ("a/one.ts", "import type { X } from './two';"),
        ("a/two.ts", "import { y } from './one';"),
    ]);
    assert_eq!(graph::circles(&imports).len(), 1);
}

#[test]
fn folders_make_a_circle_where_files_make_none() {
    let imports = imports(&[
        ("a/one.ts", "import { x } from '../b/two';"),
        ("b/two.ts", ""),
        ("b/three.ts", "import { y } from '../a/four';"),
        ("a/four.ts", ""),
        (
            "App.svelte",
            "<script>\nimport { y } from './a/four';\n</script>",
        ),
    ]);
    assert!(graph::circles(&imports).is_empty());
    let folders = web::between_folders(&imports);
    assert_eq!(graph::circles(&folders)[0].len(), 2);
}
