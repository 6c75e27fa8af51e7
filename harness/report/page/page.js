'use strict';
(() => {
const $ = (selector, from = document) => from.querySelector(selector);
const all = (selector, from) => [...from.querySelectorAll(selector)];
const matrix = $('#matrix'), form = $('#filters'), dialog = $('dialog');
const names = all('thead th', matrix).slice(1).map((th) => th.textContent);
const bodies = all('tbody', matrix);
const clauses = all('tbody tr:not(.g)', matrix).length;
let parsed, focused, texts, dimmed;

const data = () => parsed ||= JSON.parse($('#data').textContent);

/* A name may be one that each object has. */
const own = (o, name) => Object.hasOwn(o, name) ? o[name] : undefined;

/* An element; text is always text. */
function h(tag, attributes, ...children) {
	const e = document.createElement(tag);
	for (const key in attributes)
		e.setAttribute(key, attributes[key]);
	e.append(...children);
	return e;
}

function button(text, act) {
	const b = h('button', { type: 'button' }, text);
	b.onclick = act;
	return b;
}

const number = (n) => Number(n).toLocaleString('en');
const count = (n, word) => `${number(n)} ${word}${n === 1 ? '' : 's'}`;
const words = { c: 'conform', d: 'depart from the documentation',
	f: 'differ from the oracle', p: 'oracle differs from its recording',
	u: 'unsupported', x: 'unstable', b: 'broken', n: 'not run', m: 'missing',
	k: 'case fell short', l: 'too few' };

/* "c20D4" as sentences. */
const say = (code) => (code.match(/\D\d+/g) || []).map((part) => {
	const letter = part[0], low = letter.toLowerCase();
	return number(part.slice(1)) + ' ' + words[low] + (letter !== low ?
		', unexpected' : 'dfp'.includes(low) ? ', known' : '');
}).join('; ');

const state = () => new URLSearchParams(location.hash.slice(1));

function address(s) {
	const text = s.toString().replaceAll('%2F', '/');
	return text ? '#' + text : location.pathname + location.search;
}

function change(changes, push) {
	const s = state();
	for (const [key, value] of Object.entries(changes))
		value ? s.set(key, value) : s.delete(key);
	history[push ? 'pushState' : 'replaceState'](null, '', address(s));
	show();
}

const wants = { unexpected: /[A-Z]/, known: /[dfp]/, n: /[nm]/i };
const fits = (td, verdict) => !verdict ||
	(own(wants, verdict) || RegExp(verdict.replace(/\W/g, ''), 'i')).test(td.dataset.v);

/* What of a clause a text is looked for in. */
function textOf(clause) {
	if (!texts) {
		const d = data();
		texts = {};
		const add = (id, text) =>
			texts[id] = (own(texts, id) || '') + '\n' + text.toLowerCase();
		for (const [row, id] of d.rows)
			add(id, row);
		for (const k of d.kinds.concat(d.known))
			add(k.clause, [k.line, k.wanted, k.entry, k.finding].join(' '));
		for (const id in d.clauses)
			add(id, id + ' ' + d.clauses[id].statement + ' ' +
				d.clauses[id].method);
	}
	return own(texts, clause) || clause.toLowerCase();
}

function filter(s) {
	const verdict = s.get('verdict'), method = s.get('method');
	const text = (s.get('text') || '').toLowerCase();
	const wanted = (s.get('platform') || '').split(',');
	const some = names.some((n) => wanted.includes(n));
	const off = names.map((n) => some && !wanted.includes(n));
	$('#columns').textContent = off.map((o, i) => o ?
		`#matrix tr>:nth-child(${i + 2}){display:none}` : '').join('');
	let shown = 0;
	for (const body of bodies) {
		let any = false;
		for (const tr of all('tr:not(.g)', body)) {
			let seen = !method || body.dataset.g === method;
			if (seen && (text || verdict || dimmed)) {
				const cells = [...tr.cells];
				const id = cells.shift().firstChild.textContent;
				for (const td of cells)
					td.classList.toggle('dim', !fits(td, verdict));
				seen = (!text || textOf(id).includes(text)) &&
					cells.some((td, i) => !off[i] && fits(td, verdict));
			}
			tr.hidden = !seen;
			shown += seen;
			any ||= seen;
		}
		body.hidden = !any;
	}
	dimmed ||= verdict;
	$('output', form).textContent = `${shown} of ${clauses} clauses`;
	for (const e of form.elements)
		if (e.name && e !== document.activeElement)
			e.value = s.get(e.name) || '';
}

const due = { 'departs-from-doc': 'documented', differs: 'the oracle',
	'platform-differs': 'recorded' };

function event(line) {
	const [, mark, rest] = line.match(/^ *?  ([-+ ]) (.*)$/) || [, ' ', line];
	const [body, note] = rest.split('    # ');
	const arrow = body.indexOf(' -> '), colon = body.indexOf(': ');
	const at = arrow >= 0 ? arrow : colon;
	return { mark, note, act: at < 0 ? body : body.slice(0, at),
		outcome: at < 0 ? '' : body.slice(at + (arrow >= 0 ? 4 : 2)) };
}

/* Of a trace's lines. */
function rowsOf(lines) {
	const rows = [];
	for (const line of lines) {
		const e = event(line);
		const open = e.mark === '+' && rows.find((r) => r.act === e.act &&
			r.oracle === null && r.open);
		if (e.mark === ' ')
			for (const r of rows)
				r.open = false;
		if (open)
			open.oracle = e.outcome;
		else
			rows.push({ act: e.act, note: e.note, open: e.mark === '-',
				differs: e.mark !== ' ',
				iut: e.mark === '+' ? null : e.outcome,
				oracle: e.mark === '-' ? null : e.outcome });
	}
	return rows;
}

/* The row of an offence "sendmsg#2: returned 5". */
function offender(rows, line) {
	const [, name, nth, outcome] =
		line.match(/^([^:#]*)(?:#(\d+))?: ([^]*)$/) || [];
	const of = rows.filter((r) => r.act.split('(')[0].split('.').pop() ===
		name);
	const said = outcome?.split(' <> ')[0];
	const fit = [of[(nth || 1) - 1], ...of].filter((r) => r?.iut === said ||
		r?.oracle === said);
	return fit.find((r) => r.differs) || fit[0];
}

/* A file may not copy the newer way. */
function command(text) {
	const copy = button('Copy', () => {
		getSelection().selectAllChildren(code);
		document.execCommand('copy');
		copy.textContent = 'Copied';
	});
	const code = h('code', {}, text);
	return h('div', { class: 'command' }, code, copy);
}

const quote = (s) => "'" + s.replaceAll("'", "'\\''") + "'";

function commandOf(id, p) {
	return command(`${p.show || data().command} show ${quote(id)}` +
		p.options.map(([o, value]) => value && ` ${o} ${quote(value)}`)
			.join(''));
}

const head = (...titles) => h('thead', {}, h('tr', {},
	...titles.map((t) => h('th', { scope: 'col' }, t))));
const cell = (label, text, note) => h('td', { 'data-l': label }, text,
	note ? h('span', { class: 'note' }, '  # ' + note) : '');

function trace(lines, offences) {
	const rows = rowsOf(lines);
	const body = h('tbody');
	for (const [, verdict, line, wanted] of offences) {
		const r = offender(rows, line);
		if (r)
			r.differs = r.want = [verdict, wanted];
	}
	for (const r of rows) {
		body.append(h('tr', r.differs ? { class: 'differs' } : {},
			cell('', r.act), cell('IUT', r.iut ?? '—', r.note),
			cell('oracle', r.oracle ?? '—')));
		if (r.want?.[1])
			body.append(h('tr', { class: 'want' }, h('td',
				{ colspan: 3 }, `${due[r.want[0]]}: ${r.want[1]}`)));
	}
	return h('table', { class: 'trace' }, head('What was done',
		'Implementation under test', 'Oracle'), body);
}

/* By its number; null: no room was left. */
function example(shown, id, p) {
	const box = h('div');
	if (shown === null) {
		if (id)
			box.append(commandOf(id, p));
		return box;
	}
	const [name, text] = data().examples[shown];
	const lines = text.split('\n').filter((l) => l !== '');
	const offences = lines.filter((l) => l.startsWith('offence\t'))
		.map((l) => l.split('\t'));
	const events = lines.slice(offences.length);
	box.append(h('p', {}, h('code', {}, name)));
	const second = events.indexOf('  second run:');
	if (second > 0)
		box.append(h('div', { class: 'two' }, ...[[0, second], [second]].map(
			(of) => h('pre', {}, events.slice(...of).join('\n')))));
	else if (events[0])
		box.append(trace(events, offences));
	box.append(commandOf(name, p));
	return box;
}

const link = (href, text) => h('a', { href, rel: 'noreferrer' }, text);

/* Text with its addresses as links. */
const linked = (text) => h('p', {}, ...text.split(/(https:\/\/[^\s,;)]+)/)
	.map((part, i) => i % 2 ? link(part, part) : part));

function list(pairs) {
	const dl = h('dl');
	for (const [key, value] of pairs)
		if (value)
			dl.append(h('dt', {}, key), h('dd', {}, value));
	return dl;
}

/* A part that is filled when it is opened. */
function part(attributes, summary, fill) {
	const box = h('details', attributes, h('summary', {}, ...summary));
	const once = () => {
		if (box.open && box.children.length === 1)
			box.append(...fill());
	};
	box.addEventListener('toggle', once);
	once();
	return box;
}

const parties = { iut: ' (IUT)', oracle: ' (oracle)',
	both: ' (IUT and oracle)' };
const wantedBy = (k) => k.wanted && `, ${due[k.verdict]}: ${k.wanted}`;

function kind(k, on, p, open) {
	const [, n, of, where, number] = on;
	const share = n === of ? count(n, 'instance') + ', all of the row' :
		`${n} of ${count(of, 'instance')}`;
	const others = k.on.map((o) => data().platforms[o[0]].name);
	return part({ class: 'X', ...(open ? { open: '' } : {}) }, [
		`${k.row}: ${k.verdict}: ${k.line}${wantedBy(k)}` +
			(parties[k.departs] || ''),
		h('small', {}, share + (where && where !== 'all' ?
			', where ' + where : ''))],
		() => [list([['Cause', k.cause], ['On', others.join(', ')],
		['Besides', k.also ? count(k.also, 'other thing') +
		' that its instances showed: report.json' : '']]),
		example(number, k.example, p)]);
}

function known(k, on, p) {
	const d = data(), entry = own(d.entries, k.entry);
	const f = own(d.findings, k.finding);
	return part({ class: 'k' }, [(f ? f.title : k.entry || k.reason ||
		k.verdict), h('small', {}, `${k.row}: ${count(on[1],
		'instance')}: ${k.verdict}${k.line ? ': ' + k.line : ''}` +
		(parties[k.departs] || ''))], () => [
		list([['Ledger', k.entry], ['Where', entry?.where.filter((w) =>
			w.startsWith(k.row + '[')).join('\n')], ['Reason',
			(entry || k).reason], ['Review', entry?.review], ['Link', entry?.link &&
			linked(entry.link)], ['Finding', k.finding &&
			`cases/findings/${k.finding}.md`], ['Owner', f?.owner],
			['Seen with', f?.seen]]),
		...(f ? [linked(f.text), linked('Upstream: ' + f.upstream),
			command(`${d.command} reproduce ${k.finding}`)] : []),
		example(on[2], null, p)]);
}

const section = (title, items) => items.length ?
	[h('h3', {}, title), ...items] : [];

function clauseParts(id, index, s) {
	const d = data(), c = own(d.clauses, id), p = d.platforms[index];
	const pick = (kinds) => kinds.filter((k) => k.clause === id)
		.map((k) => [k, k.on.find((o) => o[0] === index)])
		.filter((pair) => pair[1]);
	const rows = d.rows.filter((r) => r[1] === id && r[2][index]);
	const show = (title, verdict) => section(title, pick(d.known.filter((k) =>
		verdict.test(k.verdict))).map(([k, on]) => known(k, on, p)));
	return [
		...(c ? [h('p', {}, c.statement), h('p', {},
			{ documented: 'Documented', implied: 'Implied',
			silent: 'Not documented; what CPython does' }[c.source] +
			`, Python ${c.versions}: `, link(c.url, c.url))] : []),
		...section('Unexpected', pick(d.kinds).map(([k, on], i) =>
			kind(k, on, p, +(s.get('kind') ?? i) === i))),
		...show('Known divergences', /^(?!unsup|conf)/),
		...show('Findings on which both agree', /^conf/),
		...show('Unsupported', /^unsup/),
		...section('Rows', rows[0] ? [h('table', {},
			head('Row', 'Instances'), h('tbody', {},
			...rows.map((r) => h('tr', {}, h('th', { scope: 'row' },
			h('code', {}, r[0])), h('td', {}, say(r[2][index]))))))] : []),
		...(c?.cpython ? section('Seen in CPython',
			[h('p', {}, c.cpython)]) : [])];
}

const listed = (parts, go) => parts.flatMap(([title, items]) => section(title,
	items.map(([id, text]) => h('p', {}, go(id), ' ' + text))));
const lacks = (p) => [['Not run', p.not_run], ['Below the floor', p.below],
	['Stale entries of the ledger', p.stale]];

function platformParts(index) {
	const d = data(), p = d.platforms[index];
	const kinds = d.kinds.filter((k) => k.on.some((o) => o[0] === index));
	const go = (id) => id ? link('#cell=' + encodeURIComponent(id) + '/' +
		encodeURIComponent(p.name), id) : '';
	return [list(p.about), ...listed([['Unexpected', kinds.map((k) =>
		[k.clause, `${k.row}: ${k.line}${wantedBy(k)}`])], ...lacks(p)], go)];
}

function open(s) {
	const [id, ...rest] = s.get('cell').split('/');
	const name = rest.join('/'), index = names.indexOf(name);
	const parts = index < 0 ? [] : id ? clauseParts(id, index, s) :
		platformParts(index);
	dialog.replaceChildren(h('div', { class: 'bar' }, h('h2',
		{ id: 'title' }, id ? `${id} on ${name}` : name),
		button('Close', () => dialog.close())),
		...(parts[0] ? parts : ['It has no such cell.']));
	if (!dialog.open)
		dialog.showModal();
	dialog.scrollTop = 0;
}

/* On paper nothing opens. */
function print() {
	const d = data();
	$('#printed').append(...section('Unexpected', d.kinds.slice(0, 100)
		.map((k) => kind(k, k.on[0], d.platforms[k.on[0][0]], true))),
		d.kinds.length > 100 ? 'and more: report.json' : '',
		...d.platforms.flatMap((p) => section(p.name,
			listed(lacks(p), String))));
	for (const e of all('details.X, .problems', document))
		e.open = true;
}

/* One cell is in the order of Tab. */
function focus(a) {
	if (focused)
		focused.tabIndex = -1;
	focused = a;
	a.tabIndex = 0;
}

const moves = { ArrowLeft: [0, -1], ArrowRight: [0, 1], ArrowUp: [-1, 0],
	ArrowDown: [1, 0] };

function move(e) {
	const by = moves[e.key], from = e.target.closest('#matrix td');
	if (!by || !from || e.ctrlKey || e.altKey || e.metaKey)
		return;
	e.preventDefault();
	const rows = all('tr', matrix).filter((tr) => tr.offsetParent);
	let y = rows.indexOf(from.parentNode), x = from.cellIndex, td;
	do {
		td = rows[y += by[0]]?.cells[x += by[1]];
	} while (td && !(td.offsetParent && $('td > a', td)));
	if (td) {
		focus($('a', td));
		focused.focus();
	}
}

function show() {
	const s = state();
	filter(s);
	if (s.has('cell'))
		open(s);
	else
		dialog.close();
}

document.addEventListener('click', (e) => {
	const a = e.target.closest('a[href^="#cell="]');
	if (!a || e.ctrlKey || e.metaKey || e.shiftKey)
		return;
	e.preventDefault();
	if (matrix.contains(a) && a.closest('td'))
		focus(a);
	change({ cell: new URLSearchParams(a.hash.slice(1)).get('cell'),
		kind: '' }, true);
});
dialog.onclose = () => state().has('cell') &&
	change({ cell: '', kind: '' }, true);
dialog.onclick = (e) => e.target !== dialog || dialog.close();
form.oninput = (e) => e.target.name &&
	change({ [e.target.name]: e.target.value });
form.onreset = () => change({ method: '', verdict: '', platform: '',
	text: '' });
form.onsubmit = (e) => e.preventDefault();
matrix.onkeydown = move;
matrix.onmouseover = (e) => {
	const a = e.target.closest('td > a');
	if (a)
		a.title = a.ariaLabel;
};
addEventListener('popstate', show);
addEventListener('beforeprint', print);
addEventListener('afterprint', () => $('#printed').replaceChildren());

all('td > a', matrix).forEach((a, i) => i ? a.tabIndex = -1 : focus(a));
show();
document.body.dataset.ready = Math.round(performance.now());
})();
