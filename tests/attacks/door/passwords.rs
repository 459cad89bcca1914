//! Hundreds of wrong passwords beside the right one.

use std::net::{IpAddr, Ipv4Addr};

use anyhow::{Result, ensure};
use assay::people::hash_new_password;
use reqwest::{Client, StatusCode};
use serde_json::json;
use tokio::task::JoinSet;

use crate::harness::Installation;

const STRANGER: Ipv4Addr = Ipv4Addr::new(127, 0, 0, 2);
const HOME: Ipv4Addr = Ipv4Addr::LOCALHOST;
const RIGHT: &str = "correct horse battery";

fn client(from: Ipv4Addr) -> Result<Client> {
    Ok(Client::builder().local_address(IpAddr::V4(from)).build()?)
}

async fn with_user(name: &str, options: &[&str]) -> Result<Installation> {
    let mut installation = Installation::new().await?;
    installation.options = options.iter().map(|&it| it.to_owned()).collect();
    installation.serve().await?;
    let hash = hash_new_password(RIGHT)?;
    installation.store().await?.put_user(name, &hash).await?;
    Ok(installation)
}

async fn sign_in(client: &Client, base: &str, name: &str, password: &str) -> Result<StatusCode> {
    let body = json!({ "name": name, "password": password });
    let request = client.post(format!("{base}/api/sign-in")).json(&body);
    Ok(request.send().await?.status())
}

/// Sends many wrong passwords at once. Returns how many were checked and how many
/// were refused without a check.
async fn guess(
    client: &Client,
    base: &str,
    count: usize,
    name_of: impl Fn(usize) -> String,
) -> Result<(usize, usize)> {
    let mut guesses = JoinSet::new();
    for number in 0..count {
        let (client, base, name) = (client.clone(), base.to_owned(), name_of(number));
        guesses.spawn(async move { sign_in(&client, &base, &name, "a wrong one").await });
    }
    let (mut checked, mut refused) = (0, 0);
    while let Some(guessed) = guesses.join_next().await {
        match guessed?? {
            StatusCode::UNAUTHORIZED => checked += 1,
            StatusCode::TOO_MANY_REQUESTS => refused += 1,
            other => anyhow::bail!("a wrong password is answered with {other}"),
        }
    }
    Ok((checked, refused))
}

#[tokio::test]
async fn a_hundred_with_other_names_lock_nobody_out() -> Result<()> {
    let installation = with_user("ada", &[]).await?;
    let base = installation.base();
    let stranger = client(STRANGER)?;
    // First one after the other, then all at once.
    for number in 0..25 {
        sign_in(&stranger, base, &format!("user {number}"), "a wrong one").await?;
    }
    guess(&stranger, base, 200, |number| format!("name {number}")).await?;
    let right = sign_in(&client(HOME)?, base, "ada", RIGHT).await?;
    ensure!(right == StatusCode::OK, "{right}");
    installation.close().await
}

#[tokio::test]
async fn nor_do_those_with_the_persons_own_name() -> Result<()> {
    let installation = with_user("ada", &[]).await?;
    let base = installation.base();
    let (_, refused) = guess(&client(STRANGER)?, base, 200, |_| "ada".to_owned()).await?;
    ensure!(
        refused >= 190,
        "only {refused} guesses at one name were refused"
    );
    let right = sign_in(&client(HOME)?, base, "ada", RIGHT).await?;
    ensure!(right == StatusCode::OK, "{right}");
    installation.close().await
}

#[tokio::test]
async fn where_somebody_was_signed_in_their_own_mistakes_do_not_lock_them_out() -> Result<()> {
    let installation = with_user("ada", &[]).await?;
    let (base, home) = (installation.base(), client(HOME)?);
    ensure!(sign_in(&home, base, "ada", RIGHT).await? == StatusCode::OK);
    for _ in 0..12 {
        ensure!(sign_in(&home, base, "ada", "a wrong one").await? == StatusCode::UNAUTHORIZED);
    }
    let right = sign_in(&home, base, "ada", RIGHT).await?;
    ensure!(right == StatusCode::OK, "{right}");
    installation.close().await
}

#[tokio::test]
async fn behind_a_trusted_proxy_clients_are_told_apart_by_what_it_says() -> Result<()> {
    let installation = with_user("ada", &["--trusted-proxies", "127.0.0.1"]).await?;
    let base = installation.base();
    let through = |client_address: &str| {
        let mut headers = reqwest::header::HeaderMap::new();
        headers.insert("x-forwarded-for", client_address.parse()?);
        anyhow::Ok(Client::builder().default_headers(headers).build()?)
    };
    guess(&through("192.0.2.66")?, base, 60, |_| "ada".to_owned()).await?;
    // The client can write anything to the left of the address that the proxy adds.
    let forged = sign_in(&through("198.51.100.1, 192.0.2.66")?, base, "ada", RIGHT).await?;
    ensure!(forged == StatusCode::TOO_MANY_REQUESTS, "{forged}");
    let right = sign_in(&through("198.51.100.1")?, base, "ada", RIGHT).await?;
    ensure!(right == StatusCode::OK, "{right}");
    installation.close().await
}
