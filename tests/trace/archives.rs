//! Archives: they contain the same trace, and unpacking one can create nothing but a trace.

use std::path::Path;

use assay::trace::bundle::archive::{Bounds, Opened, unpack};
use assay::trace::bundle::{BundleError, export, verify_folder};

use crate::made::{Made, Piece, block_on, made, open};

async fn archived(made: &Made) -> std::path::PathBuf {
    let store = open(made.data.path()).await;
    let target = made.data.path().join("trace.tar.zst");
    export(&store, made.session, &target).await.unwrap();
    store.close().await;
    target
}

#[test]
fn an_archive_holds_what_the_folder_holds() {
    let made = block_on(made(&[Piece::Output(vec![7; 5000])]));
    let archive = block_on(archived(&made));
    let opened = Opened::open(&archive, Bounds::default()).unwrap();
    let verified = verify_folder(opened.folder(), Some(made.public()), &mut ()).unwrap();
    assert!(verified.sealed.is_some());
    let names = |folder: &Path| {
        let mut names: Vec<_> = std::fs::read_dir(folder)
            .unwrap()
            .map(|entry| entry.unwrap().file_name())
            .collect();
        names.sort();
        names
    };
    assert_eq!(names(opened.folder()), names(made.path()));
    for name in [
        "events.jsonl",
        "terminal-1.raw",
        "terminal-1.cast",
        "terminal-1.v2.cast",
        "manifest.json",
    ] {
        let read = |folder: &Path| std::fs::read(folder.join(name)).unwrap();
        assert_eq!(read(opened.folder()), read(made.path()), "{name}");
    }
    let beside = names(made.data.path());
    assert!(!beside.iter().any(|name| {
        let name = name.to_string_lossy();
        name.contains("partial") || name.contains("export")
    }));
}

/// An archive of entries that a careless reader would follow.
fn archive(entries: &[(&str, tar::EntryType, &[u8])]) -> tempfile::NamedTempFile {
    let mut builder = tar::Builder::new(Vec::new());
    for (name, kind, content) in entries {
        let mut header = tar::Header::new_gnu();
        header.set_entry_type(*kind);
        header.set_size(content.len() as u64);
        header.set_mode(0o777);
        if !kind.is_file() {
            header.set_link_name("/etc/passwd").unwrap();
        }
        // The raw name, because the library's own setter refuses some of these.
        let bytes = name.as_bytes();
        header.as_old_mut().name[..bytes.len()].copy_from_slice(bytes);
        header.set_cksum();
        builder.append(&header, *content).unwrap();
    }
    let file = tempfile::NamedTempFile::new().unwrap();
    let packed = zstd::encode_all(&builder.into_inner().unwrap()[..], 3).unwrap();
    std::fs::write(file.path(), packed).unwrap();
    file
}

fn refusal(file: &Path, bounds: Bounds) -> String {
    let outer = tempfile::tempdir().unwrap();
    let into = outer.path().join("into");
    std::fs::create_dir(&into).unwrap();
    let refused = match unpack(file, &into, bounds) {
        Err(BundleError::Hostile(reason)) => reason,
        other => panic!("{other:?}"),
    };
    let beside = std::fs::read_dir(outer.path()).unwrap().count();
    assert_eq!(beside, 1, "something was written beside the folder");
    refused
}

#[test]
fn names_that_lead_out_and_links_are_refused() {
    use tar::EntryType::{Directory, Fifo, GNULongName, Link, Regular, Symlink, XHeader};
    for name in [
        "../escape",
        "/etc/cron.d/escape",
        "blobs/../../escape",
        "blobs/short",
        "./manifest.json",
        "terminal-1.raw/x",
        "terminal-../../1.raw",
        "workspace.git/hooks/post-checkout",
    ] {
        let refused = refusal(archive(&[(name, Regular, b"x")]).path(), Bounds::default());
        assert!(
            refused.contains("not part of a bundle"),
            "{name}: {refused}"
        );
    }
    for kind in [Symlink, Link, Directory, Fifo, GNULongName, XHeader] {
        let refused = refusal(
            archive(&[("manifest.json", kind, b"")]).path(),
            Bounds::default(),
        );
        assert!(refused.contains("not a plain file"), "{kind:?}: {refused}");
    }
    let twice = [
        ("manifest.json", Regular, &b"{}"[..]),
        ("manifest.json", Regular, b"[]"),
    ];
    let refused = refusal(archive(&twice).path(), Bounds::default());
    assert!(refused.contains("twice"), "{refused}");
}

#[test]
fn a_bomb_is_not_unpacked() {
    let bounds = Bounds {
        total: 1 << 20,
        files: 3,
    };
    // 64 MiB of zeros compress to some kilobytes.
    let bomb = vec![0; 64 << 20];
    let file = archive(&[("events.jsonl", tar::EntryType::Regular, &bomb)]);
    assert!(file.path().metadata().unwrap().len() < 100_000);
    assert!(refusal(file.path(), bounds).contains("more than 1048576 bytes"));
    let names: Vec<_> = (0..9)
        .map(|number| format!("terminal-{number}.raw"))
        .collect();
    let many: Vec<_> = names
        .iter()
        .map(|name| (name.as_str(), tar::EntryType::Regular, &b""[..]))
        .collect();
    assert!(refusal(archive(&many).path(), bounds).contains("3 files"));
    // One that claims to be smaller than it is, and one that is not an archive.
    let made = tempfile::NamedTempFile::new().unwrap();
    std::fs::write(made.path(), b"PK\x03\x04").unwrap();
    refusal(made.path(), bounds);
}
