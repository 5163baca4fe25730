// SPDX-License-Identifier: MIT OR Apache-2.0
// A program that uses std widely, for the types that code generation meets: `-Zprint-type-sizes` prints the layout of each
// of them (check_type_sizes.py). It is compiled and never run. Everything in it compiles with 1.48 and all later releases.
#![allow(dead_code, unused)]

use std::any::Any;
use std::borrow::Cow;
use std::cell::{Cell, RefCell, UnsafeCell};
use std::collections::{BTreeMap, BTreeSet, BinaryHeap, HashMap, HashSet, LinkedList, VecDeque};
use std::error::Error;
use std::ffi::{CString, OsString};
use std::fmt::{self, Debug, Display, Write as _};
use std::future::Future;
use std::hash::{Hash, Hasher};
use std::io::{self, BufRead, BufReader, BufWriter, Cursor, Read, Seek, Write};
use std::iter::{self, FromIterator, Peekable};
use std::mem::{ManuallyDrop, MaybeUninit};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::num::{NonZeroU16, NonZeroU64, ParseIntError, Wrapping};
use std::ops::{Bound, Deref, Range};
use std::path::{Path, PathBuf};
use std::pin::Pin;
use std::process::{Command, Stdio};
use std::rc::{Rc, Weak};
use std::str::FromStr;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::sync::mpsc::{channel, sync_channel, Receiver, Sender};
use std::sync::{Arc, Barrier, Condvar, Mutex, Once, RwLock};
use std::task::{Context, Poll, RawWaker, RawWakerVTable, Waker};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

// ---- types of its own

#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Key {
    Name(String),
    Number(i128),
    Pair(u8, char),
    Nothing,
}

#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Folded(u32);

impl Hash for Folded {
    fn hash<H: Hasher>(&self, state: &mut H) {
        state.write_u32(self.0 | 32);
    }
}

#[derive(Debug)]
pub enum Trouble {
    Io(io::Error),
    Parse(ParseIntError),
    Other(Box<dyn Error + Send + Sync>),
    Deep(Box<Trouble>),
}

impl Display for Trouble {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Trouble::Io(e) => write!(f, "io: {}", e),
            Trouble::Parse(e) => write!(f, "parse: {:?}", e),
            Trouble::Other(e) => f.debug_struct("Other").field("inner", e).finish(),
            Trouble::Deep(e) => f.debug_tuple("Deep").field(e).finish(),
        }
    }
}
impl Error for Trouble {}
impl From<io::Error> for Trouble {
    fn from(e: io::Error) -> Self {
        Trouble::Io(e)
    }
}
impl From<ParseIntError> for Trouble {
    fn from(e: ParseIntError) -> Self {
        Trouble::Parse(e)
    }
}

pub trait Shape {
    fn area(&self) -> f64;
    fn scaled(&self, by: f64) -> Box<dyn Shape>;
}
#[derive(Clone, Copy)]
pub struct Circle(f64);
#[repr(C)]
#[derive(Clone, Copy)]
pub struct Rect {
    id: u8,
    w: f64,
    h: f32,
}
#[repr(C, packed(2))]
#[derive(Clone, Copy)]
pub struct Packed {
    a: u8,
    b: u64,
    c: u16,
}
#[repr(align(32))]
pub struct Aligned(u8, Option<NonZeroU16>);
pub union Either {
    number: u64,
    bytes: [u8; 12],
    pair: (u16, u16),
}
impl Shape for Circle {
    fn area(&self) -> f64 {
        self.0 * self.0 * 3.0
    }
    fn scaled(&self, by: f64) -> Box<dyn Shape> {
        Box::new(Circle(self.0 * by))
    }
}
impl Shape for Rect {
    fn area(&self) -> f64 {
        self.w * f64::from(self.h)
    }
    fn scaled(&self, by: f64) -> Box<dyn Shape> {
        Box::new(Rect { w: self.w * by, ..*self })
    }
}

pub enum Tree<T> {
    Leaf,
    Node(Box<(Tree<T>, T, Tree<T>)>),
}

impl<T: Ord> Tree<T> {
    fn insert(self, value: T) -> Self {
        match self {
            Tree::Leaf => Tree::Node(Box::new((Tree::Leaf, value, Tree::Leaf))),
            Tree::Node(mut n) => {
                let (left, here, right) = *n;
                if value < here {
                    Tree::Node(Box::new((left.insert(value), here, right)))
                } else {
                    Tree::Node(Box::new((left, here, right.insert(value))))
                }
            }
        }
    }
    fn walk<F: FnMut(&T)>(&self, f: &mut F) {
        if let Tree::Node(n) = self {
            n.0.walk(f);
            f(&n.1);
            n.2.walk(f);
        }
    }
}

// ---- collections and iterators

fn collections() -> usize {
    let mut map: HashMap<Key, Vec<Box<dyn Shape>>> = HashMap::new();
    map.entry(Key::Name("a".to_string())).or_insert_with(Vec::new).push(Box::new(Circle(1.0)));
    map.entry(Key::Number(-1)).or_default().push(Box::new(Rect { id: 0, w: 1.0, h: 2.0 }));
    let total: f64 = map.values().flat_map(|v| v.iter().map(|s| s.scaled(2.0).area())).sum();
    let mut folded: HashSet<Folded> = [1u32, 33, 64].iter().copied().map(Folded).collect();
    folded.retain(|f| f.0 > 1);
    let mut tree: BTreeMap<(u8, String), Option<Key>> = BTreeMap::new();
    for i in 0..100u8 {
        tree.insert((i, i.to_string()), if i % 2 == 0 { None } else { Some(Key::Pair(i, 'x')) });
    }
    tree.remove(&(3, "3".to_string()));
    let slice: Vec<_> = tree.range((4, String::new())..).filter_map(|(k, v)| v.as_ref().map(|v| (k.0, v.clone()))).collect();
    let set: BTreeSet<i64> = slice.iter().map(|(n, _)| i64::from(*n)).collect();
    let both: Vec<i64> = set.union(&[1, 2].iter().cloned().collect()).cloned().collect();
    let mut heap: BinaryHeap<std::cmp::Reverse<(u64, Key)>> = BinaryHeap::new();
    heap.push(std::cmp::Reverse((1, Key::Nothing)));
    let mut ring: VecDeque<Result<u32, Trouble>> = VecDeque::with_capacity(3);
    ring.push_back(Ok(1));
    ring.push_front(Err(Trouble::Deep(Box::new(Trouble::Other("x".into())))));
    ring.rotate_left(1);
    let list: LinkedList<[u16; 3]> = iter::repeat([1, 2, 3]).take(4).collect();
    let mut sorted: Vec<(Key, f32)> = vec![(Key::Nothing, 1.5), (Key::Pair(1, 'y'), 0.5)];
    sorted.sort_by(|a, b| b.1.partial_cmp(&a.1).unwrap_or(std::cmp::Ordering::Equal));
    sorted.sort_unstable_by_key(|p| p.0.clone());
    sorted.dedup_by(|a, b| a.0 == b.0);
    let drained: Vec<Key> = sorted.drain(..).map(|p| p.0).collect();
    let boxed: Box<[Key]> = drained.into_boxed_slice();
    let mut t = Tree::Leaf;
    for k in boxed.iter() {
        t = t.insert(k.clone());
    }
    let mut seen = 0usize;
    t.walk(&mut |_: &Key| seen += 1);
    map.len() + folded.len() + both.len() + heap.into_sorted_vec().len() + ring.len() + list.len() + seen + total as usize
}

fn iterators(text: &str) -> Result<u64, Trouble> {
    let words: Vec<&str> = text.split_whitespace().rev().collect();
    let numbers = text.split(',').map(str::trim).map(u64::from_str).collect::<Result<Vec<_>, _>>()?;
    let zipped: Vec<(usize, (&str, u64))> = words.iter().copied().zip(numbers.iter().copied()).enumerate().collect();
    let mut peek = text.char_indices().skip_while(|(_, c)| c.is_whitespace()).step_by(2).peekable();
    while let Some((i, c)) = peek.next() {
        if peek.peek().map_or(false, |&(_, d)| d == c) {
            break;
        }
    }
    let folded = numbers.chunks(3).map(|c| c.iter().fold(0u64, |a, b| a ^ b)).max().unwrap_or(0);
    let windows = numbers.windows(2).filter(|w| w[0] < w[1]).count();
    let chained: String = words.iter().flat_map(|w| w.chars().chain(iter::once('-'))).scan(0u8, |n, c| {
        *n = n.wrapping_add(1);
        if *n < 50 { Some(c) } else { None }
    }).inspect(|_| ()).collect();
    let lines = text.lines().cycle().take(7).last();
    let (a, b): (Vec<u64>, Vec<u64>) = numbers.iter().partition(|n| **n % 2 == 0);
    let pos = numbers.iter().rposition(|n| *n == 3).or_else(|| numbers.iter().position(|n| *n == 4));
    let generated: Vec<u32> = iter::successors(Some(1u32), |n| n.checked_mul(3)).take_while(|n| *n < 1000).collect();
    let from_fn = iter::from_fn({ let mut n = 0i8; move || { n += 1; if n < 9 { Some(n) } else { None } } }).map(i32::from).sum::<i32>();
    let bytes = text.bytes().map(Wrapping).fold(Wrapping(0u8), |a, b| a + b);
    let min = zipped.iter().min_by_key(|(_, (w, n))| (w.len(), *n)).map(|x| x.0);
    let joined = words.concat() + &words.join("/") + &chained;
    let split: Vec<Vec<u64>> = numbers.split(|n| *n == 0).map(<[u64]>::to_vec).collect();
    Ok(folded + windows as u64 + a.len() as u64 + b.len() as u64 + pos.unwrap_or(0) as u64 + generated.len() as u64 + from_fn as u64
        + u64::from(bytes.0) + min.unwrap_or(0) as u64 + joined.len() as u64 + split.len() as u64 + lines.map_or(0, str::len) as u64)
}

// ---- formatting, strings, paths

fn formatting(k: &Key, trouble: &Trouble) -> String {
    let mut out = String::new();
    write!(out, "{:?} {:#?} {:>10.3} {:08x} {:e}", k, trouble, 1.5f64, 77u32, 2.5f32).unwrap();
    write!(out, "{:?}", (Some(&k), [1u8; 3], "x", 'c', Duration::from_millis(3), Ipv4Addr::LOCALHOST)).unwrap();
    let cow: Cow<'_, str> = String::from_utf8_lossy(&[b'a', 0xff]);
    let owned = cow.into_owned().to_uppercase().replace("A", "bc");
    let path = Path::new("/a/b.txt").with_extension("rs").join(&owned);
    let parts: Vec<OsString> = path.components().map(|c| c.as_os_str().to_owned()).collect();
    let utf16: Vec<u16> = owned.encode_utf16().collect();
    let c = CString::new(owned.as_bytes().to_vec()).map(|c| c.into_bytes_with_nul().len());
    format!("{}{}{:?}{:?}{:?}{}", out, path.display(), parts, utf16, c, owned.trim_start_matches(|c: char| c == 'b'))
}

// ---- input and output, processes, sockets

fn input(path: &Path) -> Result<usize, Trouble> {
    let file = std::fs::File::open(path)?;
    let mut reader = BufReader::new(file);
    let mut first = String::new();
    reader.read_line(&mut first)?;
    let n: usize = first.trim().parse()?;
    let longest = reader.by_ref().lines().filter_map(Result::ok).map(|l| l.len()).max();
    let mut cursor = Cursor::new(vec![1u8, 2, 3]);
    cursor.seek(io::SeekFrom::End(-1))?;
    let mut buffer = [0u8; 16];
    let got = cursor.chain(&b"more"[..]).take(9).read(&mut buffer)?;
    let mut w = BufWriter::new(std::fs::OpenOptions::new().append(true).create(true).open(path)?);
    writeln!(w, "{:?}", &buffer[..got])?;
    w.flush()?;
    let entries: io::Result<Vec<PathBuf>> = std::fs::read_dir(".")?.map(|e| e.map(|e| e.path())).collect();
    let meta = path.metadata()?.modified()?.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default();
    Ok(n + longest.unwrap_or(0) + entries?.len() + meta.as_secs() as usize)
}

fn process() -> Result<Vec<u8>, Trouble> {
    let mut child = Command::new("cat").arg("-").env("A", "b").stdin(Stdio::piped()).stdout(Stdio::piped()).spawn()?;
    child.stdin.as_mut().ok_or_else(|| Trouble::Other(From::from("no stdin")))?.write_all(b"x")?;
    let out = child.wait_with_output()?;
    let vars: BTreeMap<String, String> = std::env::vars().collect();
    if !out.status.success() || vars.is_empty() {
        return Err(Trouble::Other(format!("{:?}", out.status).into()));
    }
    Ok(out.stdout)
}

fn sockets() -> io::Result<u64> {
    let listener = TcpListener::bind(("127.0.0.1", 0))?;
    let addr: SocketAddr = listener.local_addr()?;
    let client = thread::spawn(move || -> io::Result<usize> {
        let mut s = TcpStream::connect_timeout(&addr, Duration::from_secs(1))?;
        s.set_nodelay(true)?;
        s.write(&[1, 2, 3])
    });
    for stream in listener.incoming().take(1) {
        let mut v = Vec::new();
        stream?.read_to_end(&mut v)?;
    }
    let udp = UdpSocket::bind("[::1]:0")?;
    udp.set_read_timeout(Some(Duration::from_millis(1)))?;
    let hosts = "localhost:80".parse::<SocketAddr>().map(|a| a.ip());
    io::copy(&mut io::empty(), &mut io::sink())?;
    Ok(client.join().map_err(|_| io::Error::new(io::ErrorKind::Other, "panicked"))?? as u64)
}

// ---- threads and sharing

thread_local!(static DEPTH: RefCell<Vec<Rc<str>>> = RefCell::new(Vec::new()));
static COUNT: AtomicUsize = AtomicUsize::new(0);
static START: Once = Once::new();

fn threads() -> usize {
    START.call_once(|| { COUNT.fetch_add(1, Ordering::SeqCst); });
    let shared = Arc::new((Mutex::new(HashMap::<u64, Key>::new()), Condvar::new(), RwLock::new(Some(vec![0u32; 3]))));
    let (send, receive): (Sender<Box<dyn FnOnce(&str) -> Key + Send>>, Receiver<_>) = channel();
    let (bounded, inbox) = sync_channel::<(usize, Result<Key, String>)>(2);
    let barrier = Arc::new(Barrier::new(2));
    let workers: Vec<thread::JoinHandle<Option<Key>>> = (0..2u64).map(|i| {
        let (shared, send, bounded, barrier) = (Arc::clone(&shared), send.clone(), bounded.clone(), barrier.clone());
        thread::Builder::new().name(format!("w{}", i)).spawn(move || {
            barrier.wait();
            let mut map = shared.0.lock().unwrap();
            map.insert(i, Key::Number(i128::from(i)));
            shared.1.notify_all();
            send.send(Box::new(move |s| if i > 0 { Key::Name(s.to_string()) } else { Key::Nothing })).ok()?;
            bounded.send((i as usize, Err("none".to_string()))).ok();
            shared.2.write().ok()?.take().map(|v| Key::Pair(v.len() as u8, 'z'))
        }).unwrap()
    }).collect();
    let guard = shared.0.lock().unwrap();
    let guard = shared.1.wait_timeout(guard, Duration::from_millis(1)).unwrap().0;
    drop(guard);
    let keys: Vec<Key> = receive.try_iter().map(|f| f("k")).collect();
    let mails = inbox.recv_timeout(Duration::from_millis(1)).map(|m| m.0);
    DEPTH.with(|d| d.borrow_mut().push(Rc::from("deep")));
    let caught = std::panic::catch_unwind(|| { COUNT.load(Ordering::Relaxed) });
    let joined = workers.into_iter().filter_map(|w| w.join().ok()).flatten().count();
    keys.len() + joined + caught.unwrap_or(0) + mails.unwrap_or(0)
}

fn sharing() -> usize {
    struct Node {
        parent: RefCell<Weak<Node>>,
        children: RefCell<Vec<Rc<Node>>>,
        value: Cell<Option<NonZeroU64>>,
    }
    let leaf = Rc::new(Node { parent: RefCell::new(Weak::new()), children: RefCell::new(vec![]), value: Cell::new(None) });
    let branch = Rc::new(Node { parent: Default::default(), children: RefCell::new(vec![Rc::clone(&leaf)]), value: Cell::new(NonZeroU64::new(3)) });
    *leaf.parent.borrow_mut() = Rc::downgrade(&branch);
    let any: Box<dyn Any> = Box::new(Rect { id: 1, w: 0.0, h: 0.0 });
    let shapes: Arc<[Arc<dyn Shape>]> = Arc::from(vec![Arc::new(Circle(0.5)) as Arc<dyn Shape>]);
    let text: Rc<str> = "shared".into();
    let swapped = std::mem::replace(&mut *branch.children.borrow_mut(), Vec::new());
    let mut raw: MaybeUninit<[Key; 2]> = MaybeUninit::uninit();
    unsafe { raw.as_mut_ptr().write([Key::Nothing, Key::Pair(1, 'q')]) };
    let kept = ManuallyDrop::new(unsafe { raw.assume_init() });
    any.downcast_ref::<Rect>().map_or(0, |r| r.id as usize) + shapes.len() + text.len() + swapped.len() + kept.len()
}

// ---- closures

fn compose<A, B, C>(f: impl Fn(A) -> B, g: impl Fn(B) -> C) -> impl Fn(A) -> C {
    move |x| g(f(x))
}
fn counter(step: u16) -> Box<dyn FnMut() -> u64 + Send> {
    let mut n = 0u64;
    Box::new(move || { n += u64::from(step); n })
}
struct Callbacks<'a> {
    list: Vec<(String, Box<dyn Fn(&Key) -> Option<usize> + 'a>)>,
}
impl<'a> Callbacks<'a> {
    fn on<F: Fn(&Key) -> Option<usize> + 'a>(mut self, name: &str, f: F) -> Self {
        self.list.push((name.to_owned(), Box::new(move |k| f(k).map(|n| n + name_length(k)))));
        self
    }
}
fn name_length(k: &Key) -> usize {
    if let Key::Name(n) = k { n.len() } else { 0 }
}
fn closures(limit: &usize) -> usize {
    let twice = compose(|x: u32| x * 2, |y| format!("{}", y));
    let again = compose(twice, |s: String| move |suffix: char| s.len() + suffix.len_utf8());
    let mut count = counter(3);
    let packed = Packed { a: 1, b: 2, c: 3 };
    let both = (Aligned(1, None), packed);
    let uses_parts = || { let c = both.1.c; c as usize + both.0 .0 as usize };
    let callbacks = Callbacks { list: vec![] }.on("a", |k| Some(name_length(k) + *limit)).on("b", |_| None);
    let either = Either { number: 7 };
    let in_union = move || unsafe { either.bytes[0] as usize };
    let fns: [fn(&Key) -> usize; 1] = [name_length];
    let sums: usize = callbacks.list.iter().filter_map(|(_, f)| f(&Key::Nothing)).chain(fns.iter().map(|f| f(&Key::Nothing))).sum();
    let aligned = Box::new(Aligned(2, NonZeroU16::new(1)));
    again(3)('x') + count() as usize + uses_parts() + sums + in_union() + aligned.0 as usize
}

// ---- async

struct Ready<T>(Option<T>);
impl<T: Unpin> Future for Ready<T> {
    type Output = T;
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<T> {
        match self.0.take() {
            Some(t) => Poll::Ready(t),
            None => { cx.waker().wake_by_ref(); Poll::Pending }
        }
    }
}
struct Noisy(&'static str);
impl Drop for Noisy {
    fn drop(&mut self) {
        eprintln!("{}", self.0)
    }
}
async fn give<T: Unpin>(t: T) -> T {
    let _noisy = Noisy("give");
    Ready(Some(t)).await
}
async fn borrows<'a, T: Debug + Unpin + Clone>(list: &'a [T], by: u8) -> Vec<(u8, T)> {
    let mut out = Vec::new();
    for (i, item) in list.iter().enumerate() {
        let local = [i as u8; 24];
        let given = give(item.clone()).await;
        out.push((local[i % 24].wrapping_mul(by), given));
    }
    out
}
async fn fallible(path: PathBuf) -> Result<u64, Trouble> {
    let text = give(path.to_string_lossy().into_owned()).await;
    let n: u64 = text.parse()?;
    let numbers = borrows(&[n, n + 1], 2).await;
    let boxed: Pin<Box<dyn Future<Output = u64> + Send>> = Box::pin(async move { give(numbers.len() as u64).await });
    if n > 3 {
        let shape = give(Some(Rect { id: 3, w: 1.0, h: 1.0 })).await;
        Ok(boxed.await + shape.map_or(0, |r| r.area() as u64))
    } else {
        match give(Key::Nothing).await {
            Key::Number(i) => Ok(i as u64),
            Key::Name(name) => { let l = give(name.len()).await; Ok(l as u64) }
            _ => Err(Trouble::Other(boxed.await.to_string().into())),
        }
    }
}
struct Both<A: Future, B: Future> {
    a: Pin<Box<A>>,
    b: Option<Pin<Box<B>>>,
}
impl<A: Future, B: Future> Future for Both<A, B> {
    type Output = (A::Output, Option<B::Output>);
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let second = match self.b.as_mut().map(|b| b.as_mut().poll(cx)) {
            Some(Poll::Ready(x)) => Some(x),
            Some(Poll::Pending) => return Poll::Pending,
            None => None,
        };
        match self.a.as_mut().poll(cx) {
            Poll::Ready(x) => Poll::Ready((x, second)),
            Poll::Pending => Poll::Pending,
        }
    }
}
fn block_on<F: Future>(future: F) -> F::Output {
    fn raw() -> RawWaker {
        fn no(_: *const ()) {}
        static TABLE: RawWakerVTable = RawWakerVTable::new(|_| raw(), no, no, no);
        RawWaker::new(std::ptr::null(), &TABLE)
    }
    let waker = unsafe { Waker::from_raw(raw()) };
    let mut future = Box::pin(future);
    loop {
        if let Poll::Ready(x) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return x;
        }
    }
}
fn asynchronous() -> u64 {
    let shared = Arc::new(Mutex::new(0u64));
    let task = {
        let shared = shared.clone();
        async move {
            let n = fallible(PathBuf::from("3")).await.unwrap_or(0);
            *shared.lock().unwrap() += n;
            let texts = borrows(&["a", "b"], 3).await;
            for (n, t) in &texts {
                give((*n, t.len())).await;
            }
            texts.len() as u64
        }
    };
    let other = async { give([1u128; 2]).await[0] as u64 };
    let (a, b) = block_on(Both { a: Box::pin(task), b: Some(Box::pin(other)) });
    let lazily = |x: u16| async move { give(x).await + 1 };
    a + b.unwrap_or(0) + u64::from(block_on(lazily(3)))
}

pub fn run() -> usize {
    let key = Key::Name("k".to_string());
    let trouble = Trouble::Deep(Box::new(Trouble::Io(io::Error::new(io::ErrorKind::Other, "no"))));
    let all = collections() + iterators("1, 2").map_or(0, |n| n as usize) + formatting(&key, &trouble).len()
        + input(Path::new("x")).unwrap_or_else(|e| e.to_string().len()) + process().map_or(0, |v| v.len())
        + sockets().unwrap_or(0) as usize + threads() + sharing() + closures(&7) + asynchronous() as usize;
    println!("{} in {:?}", all, Instant::now().elapsed());
    all
}
