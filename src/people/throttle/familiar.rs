//! Where people were signed in. Only a right password or a valid cookie adds an address, so a
//! stranger can push nobody out. The list is in memory: after a restart, the first request with a
//! cookie adds the address again.

use std::collections::{HashMap, VecDeque};

use crate::domain::client_address::ClientAddress;

/// The most addresses of one person. The latest are kept.
const ADDRESSES: usize = 16;
/// The most people. No installation has so many accounts.
const PEOPLE: usize = 4096;

/// The addresses of each name, the latest last.
#[derive(Default)]
pub(super) struct Familiar(HashMap<String, VecDeque<ClientAddress>>);

impl Familiar {
    /// Whether somebody was signed in by this name at this address.
    pub fn knows(&self, address: ClientAddress, name: &str) -> bool {
        self.0
            .get(name)
            .is_some_and(|known| known.contains(&address))
    }

    /// Somebody is signed in by this name at this address.
    pub fn note(&mut self, address: ClientAddress, name: &str) {
        if !self.0.contains_key(name) {
            if self.0.len() >= PEOPLE {
                self.0.clear();
            }
            self.0.insert(name.to_owned(), VecDeque::new());
        }
        let Some(known) = self.0.get_mut(name) else {
            return;
        };
        if known.back() == Some(&address) {
            return;
        }
        known.retain(|other| *other != address);
        if known.len() >= ADDRESSES {
            known.pop_front();
        }
        known.push_back(address);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn address(number: u8) -> ClientAddress {
        ClientAddress::of([192, 0, 2, number].into())
    }

    #[test]
    fn an_address_is_familiar_to_one_name_only_and_the_latest_stay() {
        let mut familiar = Familiar::default();
        familiar.note(address(1), "ada");
        familiar.note(address(1), "grace");
        assert!(familiar.knows(address(1), "ada"));
        assert!(!familiar.knows(address(2), "ada"));
        for number in 2..=17 {
            familiar.note(address(number), "ada");
            familiar.note(address(2), "ada");
        }
        assert!(!familiar.knows(address(1), "ada"));
        assert!(familiar.knows(address(2), "ada") && familiar.knows(address(17), "ada"));
        assert!(familiar.knows(address(1), "grace"));
    }
}
