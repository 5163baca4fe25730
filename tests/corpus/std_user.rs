// SPDX-License-Identifier: MIT OR Apache-2.0
//@ edition: 2021 2018
//! Much of std in signatures: collections, smart pointers, threads, IO, time, errors.
use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet, VecDeque};
use std::io::{self, BufRead, Read, Write};
use std::sync::{mpsc, Arc, Mutex, RwLock};

pub struct Store<'a, K: Eq + std::hash::Hash, V> { pub map: HashMap<K, Vec<V>>, pub names: BTreeMap<Cow<'a, str>, Arc<Mutex<V>>>, seen: HashSet<u64>, queue: VecDeque<Box<dyn FnOnce() + Send>> }
impl<'a, K: Eq + std::hash::Hash + Clone, V: Clone> Store<'a, K, V> {
    pub fn add(&mut self, k: K, v: V) -> Option<&V> { self.seen.insert(1); self.map.entry(k).or_default().push(v); self.map.values().next()?.last() }
    pub fn drain(&mut self) -> impl Iterator<Item = (K, Vec<V>)> + '_ { self.map.drain() }
}
pub fn lines<R: Read>(r: R) -> io::Result<Vec<String>> { io::BufReader::new(r).lines().collect() }
pub fn spawn(n: u32) -> (std::thread::JoinHandle<u32>, mpsc::Receiver<u32>) { let (t, r) = mpsc::channel(); (std::thread::spawn(move || { t.send(n).ok(); n }), r) }
pub fn write(w: &mut dyn Write, d: std::time::Duration) -> Result<usize, Box<dyn std::error::Error>> { Ok(w.write(&d.as_secs().to_le_bytes())?) }
pub fn lock(l: &RwLock<Vec<u8>>) -> std::sync::RwLockReadGuard<'_, Vec<u8>> { l.read().unwrap() }
#[derive(Debug)]
pub enum MyError { Io(io::Error), Parse(std::num::ParseFloatError), Other(Cow<'static, str>) }
impl std::fmt::Display for MyError { fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result { write!(f, "{:?}", self) } }
impl std::error::Error for MyError {}
impl From<io::Error> for MyError { fn from(e: io::Error) -> Self { MyError::Io(e) } }
