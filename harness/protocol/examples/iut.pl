#!/usr/bin/perl
# SPDX-License-Identifier: BSD-2-Clause
# An implementation under test in Perl, written by the protocol's page alone;
# it needs perl-base, and Linux on x86-64. What it lacks it says.
use strict; use warnings; use Errno (); use Fcntl; use POSIX (); use Socket;
no warnings qw(closed exec unopened);
$SIG{PIPE} = 'IGNORE';

my %number = (sendfile => 40, sendmsg => 46, recvmsg => 47, clock_gettime => 228);
my %errno = map { Errno->can($_)->() => $_ }
	grep { !/^(EWOULDBLOCK|ENOTSUP|EDEADLOCK)$/ } @Errno::EXPORT_OK;
my %error = (EAGAIN => 'BlockingIO', EPIPE => 'BrokenPipe', EPERM => 'Permission',
	ECONNREFUSED => 'ConnectionRefused', ECONNRESET => 'ConnectionReset', ESRCH => 'ProcessLookup');

sub unsupported { die { reply => 'unsupported ' . written(['str', shift]) } }
sub raise { die { reply => "raised $_[0] errno=$_[1] text=" . written(['str', $_[2]]) } }
sub must {	# what a system call returned, or what it raises
	return $_[0] if defined $_[0] && $_[0] ne '-1';
	my $name = $errno{0 + $!} // 'E' . (0 + $!);
	raise(($error{$name} // 'OS') . 'Error', $name, "$!");
}
sub now_ns {
	syscall $number{clock_gettime}, 1, my $time = "\0" x 16;
	return (unpack 'qq', $time)[0] * 1_000_000_000 + (unpack 'qq', $time)[1];
}

# Values are pairs of type and value; value() reads the next one of $_.
my %object;	# by name
sub items { my @items; for (; !/\G$_[0]/gc; /\G,/gc) { push @items, value() } return \@items }
sub filled {
	my ($seed, $length, $x) = (@_, 12345);
	our $table //= pack 'C*', map { $x = (1103515245 * $x + 12345) % 2**31;
		($x >> 16) % 256 } 1 .. 4093;
	return substr $table x ($length / 4093 + 2), $seed % 4093, $length;
}
sub value {
	return ['none'] if /\Gnone\b/gc;
	return ['bool', $1 eq 'true' || 0] if /\G(true|false)\b/gc;
	return ['str', $1 =~ s/%(..)/chr hex $1/ger] if /\G'([^']*)'/gc;
	return ['bytes', pack 'H*', $1] if /\Gx'([0-9a-f]*)'/gc;
	return ['bytes', filled($1, $2)] if /\Gfill:(\d+):(\d+)/gc;
	return value() if /\G(?:bytearray|memoryview|mmap|array:'\w'):/gc;
	return ['list', items(']')] if /\G\[/gc;
	return ['tuple', items('\)')] if /\G\(/gc;
	return ['bytes', pack 'i', of(value(), 'int')] if /\G(?:cint|u32):/gc;
	return ['object', $object{$1} // unsupported("no $1")] if /\G([sf]\d+)\b/gc;
	return ['int', 0 + $1] if /\G(-?\d{1,18})(?![\w.])/gc;
	return ['float', (POSIX::strtod($1))[0]] if
		/\G(-?(?:inf|nan|0x[\da-f.]+p[+-]?\d+|[\d.]+(?:e[+-]?\d+)?))(?!\w)/gc;
	unsupported('such a value') unless /\G([A-Z]\w+(?:\+[A-Z]\w+)*)/gc;
	my ($sum, @names) = (0, split /\+/, $1);
	$sum += eval { Socket->can($_)->() } // unsupported("no $_") for @names;
	return ['int', $sum];
}
sub written {
	my ($type, $v) = @{$_[0]};
	return $v ? 'true' : 'false' if $type eq 'bool';
	return "'" . $v =~ s/([^ -~]|['%])/sprintf '%%%02X', ord $1/ger . "'" if $type eq 'str';
	return sprintf('%.17g', $v) =~ s/^-?\d+\K$/.0/r if $type eq 'float';
	return '[' . join(',', map { written($_) } @$v) . ']' if $type eq 'list';
	return '(' . join(',', map { written($_) } @$v) . ')' if $type eq 'tuple';
	return $v // 'none' if $type ne 'bytes';
	return length $v > 64 ? unsupported('CRC-32') : "x'" . unpack('H*', $v) . "'";
}
sub none { return ['none'] }	# whatever its argument came to
sub of {	# what an argument is, if it is of these types, or left out
	my ($v, $types, $default) = @_;
	return $v ? $v->[1] : $default if !$v ? @_ == 3 : $v->[0] =~ /^($types)$/;
	unsupported(($v ? "a $v->[0]" : 'nothing') . " for $types");
}

sub pointer { return unpack 'Q', pack 'P', $_[0] }
sub message {	# sendmsg(2) and recvmsg(2)
	my ($name, $fd, $iov, $control, $flags) = @_;
	return syscall $number{$name}, $fd // -1, pack('x16QQQQx8', pointer($iov), length($iov) / 16,
		pointer($control), length $control), $flags;
}
sub ancillary {
	my ($level, $type, $data) = @_;
	return pack('Qii', 16 + length $data, $level, $type) . $data . "\0" x (-length($data) % 8);
}
sub handed {	# the descriptor that comes over 4; perl closes it on exec
	my ($byte, $control) = ("\0", "\0" x 24);
	must(message('recvmsg', 4, pack('QQ', pointer($byte), 1), $control, 0));
	open my $io, '+<&=', unpack 'x16i', $control or must(undef);
	return $io;
}

sub end_of { return now_ns() + 1e9 * ($_[0]{timeout} // 0) }
sub attempt {	# makes a call once the socket is ready, until its timeout is over
	my ($s, $reads, $end, $call) = @_;
	for (;;) {
		if ($s->{timeout} && defined fileno $s->{io}) {
			vec(my $bits = '', fileno $s->{io}, 1) = 1;
			my $left = ($end - now_ns()) / 1e9;
			my @ways = $reads ? ($bits, undef) : (undef, $bits);
			my $ready = select $ways[0], $ways[1], undef, $left > 0 ? $left : 0;
			raise('TimeoutError', 'none', 'timed out') if !$ready && $left <= 0;
			next if $ready <= 0;
		}
		my $result = $call->();
		return $result if defined $result && $result ne '-1';
		must(undef) unless $!{EINTR} || $s->{timeout} && $!{EAGAIN};
	}
}
sub set_timeout {
	my ($s, $timeout) = @_;
	$s->{timeout} = $timeout;
	my $flags = must(fcntl $s->{io}, F_GETFL, 0) & ~O_NONBLOCK;
	return none(must(fcntl $s->{io}, F_SETFL, $flags | (defined $timeout ? O_NONBLOCK : 0)));
}
sub timeout_of { return [defined $_[0]{timeout} ? 'float' : 'none', $_[0]{timeout}] }
sub settimeout {
	my ($s, $timeout) = ($_[0], of($_[1], 'int|float|none'));
	return set_timeout($s, undef) unless defined $timeout;
	raise('ValueError', 'none', 'no number') if $timeout != $timeout;
	raise('OverflowError', 'none', 'too large') if $timeout >= 2**63 / 1e9 || $timeout < -2**63 / 1e9;
	raise('ValueError', 'none', 'Timeout value out of range') if $timeout < 0;
	return set_timeout($s, POSIX::ceil($timeout * 1e9) / 1e9);
}
sub sendmsg {
	my ($s, $buffers, $control, $flags) = (@_[0 .. 2], of($_[3], 'int', 0));
	of($_[4], 'none', undef);	# an address: the socket has to be connected
	my @buffers = map { of($_, 'bytes') } @{of($buffers, 'list|tuple')};
	my $iov = join '', map { pack 'QQ', pointer($_), length } @buffers;
	$control = join '', map { my @item = @{of($_, 'tuple')}; ancillary(of($item[0], 'int'),
		of($item[1], 'int'), of($item[2], 'bytes')) } @{of($control, 'list|tuple', [])};
	return ['int', attempt($s, 0, end_of($s), sub {
		message('sendmsg', fileno $s->{io}, $iov, $control, $flags) })];
}
sub sendfile {
	my ($s, $f, $offset, $count) = ($_[0], of($_[1], 'object'),
		of($_[2], 'int', 0), of($_[3], 'int|none', undef));
	my ($sent, $end) = (0, end_of($s));
	raise('ValueError', 'none', 'not binary, no stream, not positive, or non-blocking') if $f->{mode}
		!~ /b/ || $s->{type} != SOCK_STREAM || ($count // 1) <= 0 || ($s->{timeout} // 1) == 0;
	unsupported('files that are not regular') unless -f $f->{io};
	my $done = eval { while (!defined $count || $sent < $count) {
		my ($at, $left) = (pack('q', $offset + $sent), ($count // 1 << 30) - $sent);
		last if $sent && -s $f->{io} <= $offset + $sent;
		$sent += attempt($s, 0, $end, sub { syscall $number{sendfile},
			fileno $s->{io} // -1, fileno $f->{io}, $at, $left }) || last;
	} 1 } || $@;
	sysseek $f->{io}, $offset + $sent, 0;
	die $done if ref $done;
	return ['int', $sent];
}

my %of_socket = (sendmsg => \&sendmsg, sendfile => \&sendfile, settimeout => \&settimeout,
	gettimeout => \&timeout_of, attribute => sub { my $which = of($_[1], 'str');
		$which eq 'timeout' ? timeout_of($_[0]) : ['int', $_[0]{$which}] },
	setblocking => sub { set_timeout($_[0], of($_[1], 'bool|int') ? undef : 0) },
	getblocking => sub { ['bool', ($_[0]{timeout} // 1) > 0] },
	set_inheritable => sub { none(must(fcntl $_[0]{io}, F_SETFD, of($_[1], 'bool|int') ? 0 : 1)) },
	get_inheritable => sub { ['bool', must(fcntl $_[0]{io}, F_GETFD, 0) eq '0 but true'] },
	send => sub { my ($s, $b, $flags) = ($_[0], of($_[1], 'bytes'), of($_[2], 'int', 0));
		['int', attempt($s, 0, end_of($s), sub { send $s->{io}, $b, $flags })] },
	recv => sub { my ($s, $n, $flags, $b) = ($_[0], of($_[1], 'int'), of($_[2], 'int', 0));
		attempt($s, 1, end_of($s), sub { recv $s->{io}, $b, $n, $flags }); ['bytes', $b] },
	shutdown => sub { none(must(shutdown $_[0]{io}, of($_[1], 'int'))) },
	close => sub { none(close $_[0]{io}) });
my %of_session = (hello => sub { ['list', [map { ['tuple', [['str', $_->[0]], $_->[1]]] }
		['protocol', ['int', 1]], ['implementation', ['str', 'Perl']],
		['version', ['str', sprintf '%vd', $^V]], ['pid', ['int', $$]],
		['can', ['list', [map { ['str', $_] } keys %of_socket, 'files']]]]] },
	echo => sub { $_[1] },
	reset => sub { none(%object = ()) },
	adopt => sub { { io => handed(), family => $_[1][1], type => $_[2][1], proto => $_[3][1] } },
	open => sub { { io => handed(), mode => of($_[1], 'str') } },
	share => sub { my $fd = ancillary(SOL_SOCKET, 1, pack 'i', fileno of($_[1], 'object')->{io});
		none(must(message('sendmsg', 4, pack('QQ', pointer($fd), 1), $fd, 0))) },
	seek => sub { ['int', 0 + must(sysseek $_[0]{io}, of($_[1], 'int'), 0)] },
	tell => sub { ['int', 0 + must(sysseek $_[0]{io}, 0, 1)] });
my %most = (setblocking => 1, settimeout => 1, set_inheritable => 1, get_inheritable => 0,
	sendmsg => 4, sendfile => 3);	# arguments
sub answer {	# to the request in $_
	my ($seq, $announce, $thread, $name, $self, $method) =
		/^(\d+) (announce )?(thread )?(?:(\w+)=)?(?:(\w+)\.)?(\w+)\(/gc;
	my $code = $of_session{$method} // $of_socket{$method};
	unsupported('no such method') unless $code && !$thread;
	my @arguments = (defined $self ? $object{$self} // unsupported("no $self") : undef);
	for (; !/\G\)/gc; /\G,/gc) {
		my $at = /\G(?:(offset)|count)=/gc ? $1 ? 2 : 3 : @arguments;
		$arguments[$at] = value();
	}
	raise('TypeError', 'none', 'too many') if @arguments - 1 > ($most{$method} // 9);
	must(syswrite CHANNEL, "$seq calling\n") if $announce;
	my $start = now_ns();
	my $result = eval { $code->(@arguments) };
	my $took = $of_socket{$method} ? ' took=' . (now_ns() - $start) : '';
	die ref $@ ? { reply => $@->{reply} . $took } : $@ unless $result;
	$object{$name} = $result if defined $name;
	return 'returned ' . (defined $name ? $name : written($result)) . $took;
}

open CHANNEL, '+<&=', 3 or die "no descriptor 3: $!\n";
while (defined($_ = <CHANNEL>)) {
	my $reply = eval { answer() } // (ref $@ ? $@->{reply} : die $@);
	must(syswrite CHANNEL, (split)[0] . " $reply\n");
}
