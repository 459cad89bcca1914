use std::collections::VecDeque;

use proptest::prelude::*;

use super::*;

/// An input that differs from all others.
type Input = Vec<u8>;

/// A page that behaves correctly: it keeps what it typed until it is saved, and after a
/// reconnection sends it again from the service's offset.
struct Page {
    number: u32,
    typed: Vec<Input>,
    /// Offset of the first byte that is not known to be saved.
    saved: u64,
    /// How many inputs are sent on this connection or were saved before it.
    sent: usize,
    connection: Writer,
    /// Inputs on their way, on this connection and on older ones: a proxy may hold them for long.
    flying: VecDeque<(Writer, u64, Input)>,
    answers: VecDeque<u64>,
}

impl Page {
    fn arrive(number: u32, service: &mut Service) -> Self {
        let connection = service.writers.connect(Some(number), service.input());
        Self {
            number,
            typed: Vec::new(),
            saved: 0,
            sent: 0,
            connection,
            flying: VecDeque::new(),
            answers: VecDeque::new(),
        }
    }

    fn write(&mut self, length: u8) {
        let number = u8::try_from(self.number).unwrap();
        let count = u8::try_from(self.typed.len()).unwrap();
        self.typed
            .push([vec![number, count], vec![b'.'; length.into()]].concat());
    }

    fn send(&mut self) {
        if let Some(input) = self.typed.get(self.sent) {
            let offset = self.typed[..self.sent]
                .iter()
                .map(|it| it.len() as u64)
                .sum();
            self.flying
                .push_back((self.connection.clone(), offset, input.clone()));
            self.sent += 1;
        }
    }

    fn connect_again(&mut self, service: &mut Service) {
        let connection = service.writers.connect(Some(self.number), service.input());
        let saved = service.writers.taken(&connection);
        self.answers.clear();
        self.connection = connection;
        self.saved = saved;
        let mut offset = 0;
        self.sent = self
            .typed
            .iter()
            .take_while(|it| {
                offset += it.len() as u64;
                offset <= saved
            })
            .count();
    }

    /// An input that was on its way arrives: the oldest of one of the connections.
    fn arrives(&mut self, which: usize, service: &mut Service) {
        if self.flying.is_empty() {
            return;
        }
        let connection = self.flying[which % self.flying.len()].0.clone();
        // Each connection keeps its order.
        let at = self
            .flying
            .iter()
            .position(|it| it.0.replaced == connection.replaced)
            .unwrap();
        let (writer, offset, input) = self.flying.remove(at).unwrap();
        if let Some(answer) = service.input_of(&writer, offset, &input)
            && writer.replaced == self.connection.replaced
        {
            self.answers.push_back(answer);
        }
    }

    fn reads(&mut self) {
        if let Some(saved) = self.answers.pop_front() {
            self.saved = self.saved.max(saved);
        }
    }

    fn saved_inputs(&self) -> Vec<Input> {
        let mut offset = 0;
        let saved = self.typed.iter().take_while(|it| {
            offset += it.len() as u64;
            offset <= self.saved
        });
        saved.cloned().collect()
    }
}

/// What the hub does with inputs.
#[derive(Default)]
struct Service {
    writers: Writers,
    taken: Vec<(u64, Input)>,
}

impl Service {
    fn input(&self) -> u64 {
        self.taken.iter().map(|it| it.1.len() as u64).sum()
    }

    /// Where the page's saved input ends. None if the input was refused.
    fn input_of(&mut self, writer: &Writer, offset: u64, input: &[u8]) -> Option<u64> {
        match self.writers.place(writer, offset, input.len()) {
            Place::Next => {
                self.writers.took(writer, input.len() as u64);
                self.taken.push((writer.id, input.to_vec()));
                Some(self.writers.taken(writer))
            }
            Place::Known(taken) => Some(taken),
            Place::Misfit(_) | Place::Replaced => None,
        }
    }

    /// The service was killed and reads the trace again.
    fn again(&mut self) {
        self.writers = Writers::default();
        for (id, input) in &self.taken {
            self.writers.took(*id, input.len() as u64);
        }
    }

    fn taken_of(&self, page: u32) -> Vec<Input> {
        let taken = self.taken.iter().filter(|it| it.0 == u64::from(page));
        taken.map(|it| it.1.clone()).collect()
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(2000))]

    /// Two pages type at once, connections break, input arrives late, and the service is killed.
    /// Only whole inputs are taken, each page's in order and once. What a page was told is saved
    /// has been taken. In the end everything has been taken.
    #[test]
    fn two_pages_are_two_keyboards(steps in prop::collection::vec((0usize..2, 0u8..16, 0u8..5), 1..120)) {
        let mut service = Service::default();
        let mut pages = [1, 2].map(|number| Page::arrive(number, &mut service));
        for (which, action, amount) in steps {
            let page = &mut pages[which];
            match action {
                0..4 => page.write(amount),
                4..8 => page.send(),
                8..12 => page.arrives(amount.into(), &mut service),
                12..14 => page.reads(),
                14 => page.connect_again(&mut service),
                _ => {
                    service.again();
                    for page in &mut pages {
                        page.flying.clear();
                        page.connect_again(&mut service);
                    }
                }
            }
            for page in &pages {
                let taken = service.taken_of(page.number);
                prop_assert!(page.typed.starts_with(&taken), "{taken:?} of {:?}", page.typed);
                prop_assert!(taken.starts_with(&page.saved_inputs()));
            }
        }
        for page in &mut pages {
            page.connect_again(&mut service);
            while page.sent < page.typed.len() {
                page.send();
            }
            while !page.flying.is_empty() {
                page.arrives(0, &mut service);
            }
            prop_assert_eq!(service.taken_of(page.number), page.typed.clone());
        }
    }
}

#[test]
fn an_input_that_overlaps_is_refused_whole() {
    let mut writers = Writers::default();
    let writer = writers.connect(Some(7), 100);
    assert_eq!(writers.place(&writer, 0, 5), Place::Next);
    writers.took(&writer, 5);
    assert_eq!(writers.place(&writer, 0, 5), Place::Known(5));
    assert_eq!(writers.place(&writer, 0, 6), Place::Misfit(5));
    assert_eq!(writers.place(&writer, 6, 1), Place::Misfit(5));
    assert_eq!(writers.place(&writer, u64::MAX, 1), Place::Misfit(5));
    assert_eq!(writers.place(&writer, 0, 0), Place::Known(5));
}

#[test]
fn a_page_that_does_not_say_who_it_is_counts_from_where_the_terminal_is() {
    let mut writers = Writers::default();
    let first = writers.connect(None, 40);
    let second = writers.connect(None, 40);
    writers.took(&first, 3);
    assert_eq!(writers.place(&second, 40, 9), Place::Next);
    assert_eq!((first.page(), second.page()), (None, None));
}

#[test]
fn forgotten_pages_are_disconnected() {
    let mut writers = Writers::default();
    let first = writers.connect(Some(0), 0);
    for page in 1..=u32::try_from(MOST).unwrap() {
        assert_eq!(writers.place(&first, 0, 1), Place::Next);
        writers.connect(Some(page), 0);
    }
    assert_eq!(writers.place(&first, 0, 1), Place::Replaced);
    assert_eq!(writers.known.len(), MOST);
}

#[test]
fn one_page_answers_and_it_is_the_one_that_is_used() {
    let mut writers = Writers::default();
    let first = writers.connect(Some(1), 0);
    let second = writers.connect(Some(2), 0);
    let answering = |writers: &mut Writers| {
        let pages = [&first, &second].map(|page| writers.answers(page, b"\x1b[1;1R"));
        assert_ne!(pages[0], pages[1], "a program gets one answer");
        pages[1]
    };
    assert!(answering(&mut writers), "it came last");
    writers.took(&first, 1);
    assert!(!answering(&mut writers), "the first one was typed in");
    assert!(!writers.answers(&second, b"\x1b[O"), "it lost the focus");
    assert!(writers.answers(&second, b"\x1b[I"));
    assert!(answering(&mut writers), "it has the focus");
    // The same page connects again. A reply that was on its way on the older connection is dropped.
    let again = writers.connect(Some(2), 0);
    assert!(!writers.answers(&second, b"\x1b[I"));
    assert!(writers.answers(&again, b"\x1b[c"));
}

#[test]
fn a_page_that_is_gone_leaves_the_answers_to_another() {
    let mut writers = Writers::default();
    let stays = [1, 2].map(|page| writers.connect(Some(page), 0));
    drop(writers.connect(Some(3), 0));
    assert!(writers.answers(&stays[0], b"\x1b[1;1R"));
    assert!(!writers.answers(&stays[1], b"\x1b[1;1R"), "twice");
    // After the service was killed no page has connected yet.
    let mut writers = Writers::default();
    writers.took(2u32, 5);
    let back = writers.connect(Some(1), 0);
    assert!(writers.answers(&back, b"\x1b[1;1R"));
}

#[test]
fn each_page_has_a_size_of_its_own() {
    let mut writers = Writers::default();
    let [wide, narrow] = [1, 2].map(|page| writers.connect(Some(page), 0));
    writers.shows(&wide, TerminalSize::of(200, 50));
    assert_eq!(writers.size(&wide), Some(TerminalSize::of(200, 50)));
    assert_eq!(writers.size(&narrow), None);
}
