//! Points put into groups, as Qdrant does it.

use std::collections::{HashMap, HashSet};

use qdrant_edge::{JsonPath, PointId, ScoredPoint};
use serde_json::Value;

/// Which of two points is better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Order {
    /// The one with the larger score or order value.
    Larger,
    /// The one with the smaller score or order value.
    Smaller,
    /// The one that was found first.
    AsFound,
}

/// Groups while they fill.
#[derive(Debug)]
pub struct Aggregate {
    most: usize,
    size: usize,
    by: JsonPath,
    order: Order,
    /// In the order in which they were found.
    groups: Vec<Gathered>,
    /// The index in `groups` of each value's group.
    places: HashMap<Value, usize>,
    seen: HashSet<PointId>,
}

#[derive(Debug)]
struct Gathered {
    id: Value,
    hits: Vec<ScoredPoint>,
    best: ScoredPoint,
}

impl Aggregate {
    /// For `most` groups of `size` points each.
    pub fn new(most: usize, size: usize, by: JsonPath, order: Order) -> Self {
        Self {
            most,
            size,
            by,
            order,
            groups: Vec::new(),
            places: HashMap::new(),
            seen: HashSet::new(),
        }
    }

    /// Adds points to the groups of their values. A point is left out if one of its values cannot
    /// name a group, whatever its other values are.
    pub fn add(&mut self, points: Vec<ScoredPoint>) {
        for point in points {
            for id in self.values(&point) {
                self.put(id, &point);
            }
        }
    }

    fn values(&self, point: &ScoredPoint) -> Vec<Value> {
        let Some(payload) = &point.payload else {
            return Vec::new();
        };
        let mut ids = Vec::new();
        for value in self.by.value_get(&payload.0) {
            let values = match value {
                Value::Array(values) => values.iter().collect(),
                value => vec![value],
            };
            for value in values {
                if !(value.is_string() || value.is_u64() || value.is_i64()) {
                    return Vec::new();
                }
                if !ids.contains(value) {
                    ids.push(value.clone());
                }
            }
        }
        ids
    }

    fn put(&mut self, id: Value, point: &ScoredPoint) {
        self.seen.insert(point.id);
        let place = self.places.get(&id);
        let Some(group) = place.and_then(|place| self.groups.get_mut(*place)) else {
            self.places.insert(id.clone(), self.groups.len());
            self.groups.push(Gathered {
                id,
                hits: vec![point.clone()],
                best: point.clone(),
            });
            return;
        };
        match group.hits.iter_mut().find(|hit| hit.id == point.id) {
            Some(hit) if hit.version < point.version => *hit = point.clone(),
            Some(_) => {}
            None => group.hits.push(point.clone()),
        }
        if is_better(self.order, point, &group.best) {
            group.best = point.clone();
        }
    }

    /// All points that are in a group.
    pub fn ids(&self) -> Vec<PointId> {
        self.seen.iter().copied().collect()
    }

    /// The groups that need no more points.
    pub fn full(&self) -> Vec<Value> {
        let full = self.groups.iter().filter(|group| self.is_full(group));
        full.map(|group| group.id.clone()).collect()
    }

    /// The best groups that have room for more points.
    pub fn unfilled(&self) -> Vec<Value> {
        let best = self.best().into_iter().filter(|group| !self.is_full(group));
        best.map(|group| group.id.clone()).collect()
    }

    /// Whether there are enough groups and the best are full.
    pub fn is_complete(&self) -> bool {
        let full = self.best().into_iter().filter(|group| self.is_full(group));
        full.count() >= self.most
    }

    /// The best groups with their best points; both in order, best first.
    pub fn into_best(self) -> Vec<(Value, Vec<ScoredPoint>)> {
        let best = self.best().into_iter().map(|group| {
            let mut hits = group.hits.clone();
            self.sort(&mut hits, |hit| hit);
            hits.truncate(self.size);
            (group.id.clone(), hits)
        });
        best.collect()
    }

    fn best(&self) -> Vec<&Gathered> {
        let mut groups: Vec<_> = self.groups.iter().collect();
        self.sort(&mut groups, |group| &group.best);
        groups.truncate(self.most);
        groups
    }

    fn sort<T>(&self, items: &mut [T], point: impl Fn(&T) -> &ScoredPoint) {
        match self.order {
            Order::Larger => items.sort_by(|a, b| point(b).cmp(point(a))),
            Order::Smaller => items.sort_by(|a, b| point(a).cmp(point(b))),
            Order::AsFound => {}
        }
    }

    fn is_full(&self, group: &Gathered) -> bool {
        group.hits.len() >= self.size
    }
}

fn is_better(order: Order, point: &ScoredPoint, than: &ScoredPoint) -> bool {
    match order {
        Order::Larger => point > than,
        Order::Smaller => point < than,
        Order::AsFound => false,
    }
}
