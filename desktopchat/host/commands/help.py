"""HELP, HELPOP: one entry a command (Modern IRC, "HELP message")."""

from desktopchat.host.dispatch import COMMANDS, Call, command
from desktopchat.irc import numerics as n

TOPICS = {
    "ADMIN": ("", "Who looks after this host."),
    "AUDIT": ("[<count>]", "What operators have done. Only for operators."),
    "AUTHENTICATE": ("<mechanism or data>", "Log in to your account; programs do this for you."),
    "AWAY": ("[<text>]", "Say that you are away, or with no text that you are back."),
    "BATCH": ("<+name> <type> | <-name>", "Several lines that are one message."),
    "CAP": ("<subcommand> [<words>]", "What your program and the host agree on."),
    "CHATHISTORY": (
        "<subcommand> <target> …",
        "What was said before: LATEST, BEFORE, AFTER, AROUND, BETWEEN or TARGETS.",
    ),
    "CONNECTBACK": ("<port>", "Whether your computer can be reached from here at a port."),
    "HELP": ("[<command>]", "What a command does; without one, which commands there are."),
    "HELPOP": ("[<command>]", "The same as HELP."),
    "INFO": ("", "What this host is."),
    "INVITE": ("[<nick> <channel>]", "Ask somebody in, or list where you are asked in."),
    "ISON": ("<nick> …", "Which of these people are here."),
    "ISUPPORT": ("", "What this host can do, as programs read it."),
    "JOIN": ("<channel>[,<channel>…] [<key>…]", "Go into channels; 0 leaves them all."),
    "KICK": ("<channel> <nick> [<reason>]", "Put somebody out of a channel that you run."),
    "KILL": ("<nick> [<reason>]", "Close somebody's connection. Only for operators."),
    "KLINE": (
        "[<minutes>] <nick or mask> [<reason>]",
        "Keep somebody off this host. Only for operators.",
    ),
    "KNOCK": ("<channel> [<text>]", "Ask to be let into a channel that is by invitation only."),
    "LINKS": ("", "Which servers there are: this one."),
    "LIST": ("[<channel or condition>]", "Which channels there are."),
    "LUSERS": ("", "How many people are here."),
    "MARKREAD": ("<target> [timestamp=<time>]", "How far you have read, on all your devices."),
    "METADATA": ("<target> <subcommand> …", "What people tell of themselves and of channels."),
    "MODE": ("<channel or nick> [<modes> …]", "Show or change modes."),
    "MONITOR": ("<+|-|C|L|S> [<nick>,…]", "Be told when people come and go."),
    "MOTD": ("", "The message of the day."),
    "NAMES": ("<channel>", "Who is in a channel."),
    "NICK": ("<nick>", "Take another name."),
    "NOTICE": ("<target> <text>", "Say something that no program is to answer."),
    "OPER": ("<name> <password>", "Become an operator of this host."),
    "PART": ("<channel>[,<channel>…] [<reason>]", "Leave channels."),
    "PASS": ("<password>", "The password of this host, before you come in."),
    "PIN": ("<channel> <msgid>", "Pin a message, so that everybody finds it again."),
    "PING": ("<word>", "Ask for a sign of life; the host says PONG with the same word."),
    "PINS": ("<channel>", "What is pinned in a channel."),
    "PONG": ("<word>", "The answer to PING."),
    "PRIVMSG": ("<target>[,<target>…] <text>", "Say something to people and channels."),
    "QUIT": ("[<reason>]", "Go."),
    "REDACT": ("<target> <msgid> [<reason>]", "Take back a message, for everybody."),
    "REGISTER": ("<account or *> * <password>", "Make an account, so that your name is yours."),
    "RENAME": ("<channel> <new name> [<reason>]", "Give a channel that you run another name."),
    "SEARCH": ("<channel, nick or *> [<number> [<before>]] :<words>", "Find what was said."),
    "SEEN": (
        "<target> [timestamp=<time>|*]",
        "How far you have read, on all your devices and for those who are there.",
    ),
    "SETNAME": ("<name>", "Change the name that people see."),
    "STATS": ("<letter>", "Figures about the host. Only for operators."),
    "TAGMSG": ("<target>", "Only tags, such as a reaction or that you are typing."),
    "TIME": ("", "What time it is for the host."),
    "TOKEN": ("SERVICELIST | GENERATE FILEHOST [<channel>]", "What files are uploaded with."),
    "TOPIC": ("<channel> [<text>]", "Show or change what a channel is about."),
    "UNKLINE": ("<mask>", "Take back a ban. Only for operators."),
    "UNPIN": ("<channel> <msgid>", "Take a pin off a message."),
    "USER": ("<username> 0 * <name>", "Who you are, before you come in."),
    "USERHOST": ("<nick> …", "Where people come from."),
    "VERIFY": ("<account> <code>", "Confirm an account; here nothing is to be confirmed."),
    "VERSION": ("", "Which program this is and what it can do."),
    "WALLOPS": ("<text>", "Say something to all who want to hear it. Only for operators."),
    "WHO": ("<channel, nick or mask> [<o>%<fields>]", "Who is here, one person a line."),
    "WHOIS": ("<nick>", "Who somebody is."),
    "WHOWAS": ("<nick> [<count>]", "Who had a name before."),
}
"""Command -> what follows it, and what it does."""


@command("HELP")
def help_(call: Call) -> None:
    subject = call.param(0).upper()
    if not subject:
        _index(call)
    elif subject in COMMANDS and subject in TOPICS:
        usage, text = TOPICS[subject]
        _tell(call, subject, f"{subject} {usage}".rstrip(), ["", text])
    else:
        call.numeric(n.ERR_HELPNOTFOUND, subject, text="There is no help about that: try HELP")


command("HELPOP")(help_)


def _index(call: Call) -> None:
    lines, line = ["", "HELP <command> tells what one does. There are:"], ""
    for name in sorted(COMMANDS):
        if len(line) + len(name) > 70:
            lines.append(line)
            line = ""
        line += f" {name}" if line else name
    _tell(call, "*", "The commands of this host", [*lines, line])


def _tell(call: Call, subject: str, title: str, lines: list[str]) -> None:
    call.numeric(n.RPL_HELPSTART, subject, text=title)
    for line in lines[:-1]:
        call.numeric(n.RPL_HELPTXT, subject, text=line)
    call.numeric(n.RPL_ENDOFHELP, subject, text=lines[-1])
