//! Widths of characters, as the pages and the shell's C library in the sandbox have them.

use std::path::Path;

use anyhow::{Context as _, Result, ensure};

use crate::harness::{Installation, LATER};

/// Code points, first and last.
type Range = (u32, u32);

/// Accepted differences, by name. The pages and the service use the same table, which knows a later
/// Unicode version than the library, and joiners of scripts that the library does not know.
const ACCEPTED: [(&str, &[Range]); 7] = [
    (
        "Arabic and Syriac signs that enclose a number: glibc gives them a column",
        &[
            (0x605, 0x605),
            (0x70f, 0x70f),
            (0x890, 0x891),
            (0x8e2, 0x8e2),
        ],
    ),
    (
        "vowel signs and viramas that belong to the letter before: spacing ones count in glibc",
        &[
            (0x9be, 0x9be),
            (0x9d7, 0x9d7),
            (0xb3e, 0xb3e),
            (0xb57, 0xb57),
            (0xbbe, 0xbbe),
            (0xbd7, 0xbd7),
            (0xcc0, 0xcc0),
            (0xcc2, 0xcc2),
            (0xcc7, 0xcc8),
            (0xcca, 0xccb),
            (0xcd5, 0xcd6),
            (0xd3e, 0xd3e),
            (0xd4e, 0xd4e),
            (0xd57, 0xd57),
            (0xdcf, 0xdcf),
            (0xddf, 0xddf),
            (0x1715, 0x1715),
            (0x1734, 0x1734),
            (0x17a4, 0x17a4),
            (0x1b35, 0x1b35),
            (0x1b3b, 0x1b3b),
            (0x1b3d, 0x1b3d),
            (0x1b43, 0x1b44),
            (0x1baa, 0x1baa),
            (0x1bf2, 0x1bf3),
            (0xa8fa, 0xa8fa),
            (0xa953, 0xa953),
            (0xa9c0, 0xa9c0),
            (0x111c0, 0x111c0),
            (0x111c2, 0x111c3),
            (0x11235, 0x11235),
            (0x1133e, 0x1133e),
            (0x1134d, 0x1134d),
            (0x11357, 0x11357),
            (0x114b0, 0x114b0),
            (0x114bd, 0x114bd),
            (0x115af, 0x115af),
            (0x116b6, 0x116b6),
            (0x11930, 0x11930),
            (0x1193d, 0x1193d),
            (0x1193f, 0x1193f),
            (0x11941, 0x11941),
            (0x11a84, 0x11a89),
            (0x11d46, 0x11d46),
        ],
    ),
    (
        "trigrams, monograms, counting rods: wide since Unicode 16, glibc 2.36 has 14",
        &[
            (0x2630, 0x2637),
            (0x268a, 0x268f),
            (0x1d300, 0x1d356),
            (0x1d360, 0x1d376),
        ],
    ),
    (
        "joiners and annotations: glibc gives them no column",
        &[
            (0x2d7f, 0x2d7f),
            (0xfff9, 0xfffb),
            (0x1171e, 0x1171e),
            (0x13430, 0x13438),
        ],
    ),
    (
        "Hangul tone marks and fillers, Vietnamese reading marks: glibc gives them columns",
        &[
            (0x302e, 0x302f),
            (0x3164, 0x3164),
            (0xffa0, 0xffa0),
            (0x16ff0, 0x16ff1),
        ],
    ),
    (
        "circled numbers on black squares: of ambiguous width, wide in glibc",
        &[(0x3248, 0x324f)],
    ),
    (
        "stems and dots of musical notes: glibc gives them a column",
        &[(0x1d165, 0x1d166), (0x1d16d, 0x1d172)],
    ),
];

/// For each code point a byte with the library's width and 1, or 0 if the library does not know the
/// character. In the shell's locale.
const ASK: &str = "python3 -c 'import ctypes; c = ctypes.CDLL(None); c.setlocale(0, b\"C.UTF-8\"); \
                   open(\"/workspace/widths\", \"wb\").write(bytes(c.wcwidth(i) + 1 \
                   for i in range(0x110000)))'";

/// One of the pages' tables: starts and ends of ranges, as distances in base 36.
fn table(source: &str, name: &str) -> Result<Vec<u32>> {
    let (_, after) = source
        .split_once(&format!("export const {name} ="))
        .with_context(|| format!("there is no table {name}"))?;
    let table = after.split('\'').nth(1).context("the table is empty")?;
    let mut at = 0;
    let bounds = table.split(' ').map(|distance| {
        at += u32::from_str_radix(distance, 36)?;
        anyhow::Ok(at)
    });
    bounds.collect()
}

/// Whether a code point is between a start and its end.
fn is_in(bounds: &[u32], code: u32) -> bool {
    bounds.partition_point(|bound| *bound <= code) % 2 == 1
}

#[tokio::test]
async fn pages_and_the_sandboxs_library_count_columns_alike() -> Result<()> {
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("web/src/terminal/widths.ts");
    let source = std::fs::read_to_string(source)?;
    let (zero, wide) = (table(&source, "ZERO")?, table(&source, "WIDE")?);
    let installation = Installation::serving().await?;
    let (invited, _, mut terminal) = installation.started().await?;
    ensure!(terminal.run(ASK, LATER).await? == 0, "python3 failed");
    let library = std::fs::read(installation.workspace(invited.session).join("widths"))?;
    ensure!(library.len() == 0x11_0000);
    let mut differ = Vec::new();
    for (code, said) in (0u32..).zip(&library).skip(0xa0) {
        let ours = match code {
            _ if is_in(&zero, code) => 0,
            _ if is_in(&wide, code) => 2,
            _ => 1,
        };
        if *said > 0 && *said - 1 != ours {
            differ.push(code);
        }
    }
    let ranges = ACCEPTED.iter().flat_map(|(_, ranges)| ranges.iter());
    let mut accepted: Vec<u32> = ranges.flat_map(|(first, last)| *first..=*last).collect();
    accepted.sort_unstable();
    let only = |these: &[u32], those: &[u32]| {
        let only = these.iter().filter(|code| !those.contains(code));
        only.map(|code| format!("U+{code:04X}")).collect::<Vec<_>>()
    };
    let (news, gone) = (only(&differ, &accepted), only(&accepted, &differ));
    ensure!(news.is_empty(), "counted differently: {news:?}");
    ensure!(gone.is_empty(), "no longer counted differently: {gone:?}");
    installation.close().await
}
