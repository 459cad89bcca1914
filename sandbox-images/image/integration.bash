# Shell integration: tells the recorder, within the terminal's output, where prompts and commands
# begin and end. Marks, all ended by BEL:
#
#   OSC 133;A  prompt begins         OSC 133;B    prompt ends, the command line begins
#   OSC 633;E;<text>  the command    OSC 133;C    its output begins
#   OSC 133;D;<status>  it ended     OSC 7;file://<host><path>  the current directory
#
# <text> is escaped: `\\` for a backslash, `\xHH` for a semicolon or a control character.
#
# It has three anchors, and no DEBUG trap, which stays free for the candidate. PS0 is printed once for
# each command line that is run, however many lines or commands it has: it marks where output begins.
# PROMPT_COMMAND says how the command ended, and puts the other two back when they were replaced. PS1
# marks the prompt, and says how the command ended when PROMPT_COMMAND was replaced; the next PS0 does
# when both were. So an end is lost only with all three.
#
# Candidates set options, readonly variables and traps as they like. Functions that run in their
# shell take options back for themselves alone, and assign to no name without the prefix but the
# anchors, and to these not when they are readonly.
# shellcheck shell=bash

case $- in *i*) ;; *) return ;; esac
[[ -z ${__assay_integrated-} ]] || return 0
# After `exec bash` this process was a shell already: its command is over, nobody knows how.
if [[ ${__assay_shell-} == "$$" ]]; then
    printf '\e]133;D\a'
fi
export __assay_shell=$$
__assay_integrated=1
# 1 while the end of a command is due; empty or 0 once it was told.
__assay_ran=
__assay_place=
# The number that history will give to the next command, as a prompt would show it.
__assay_next='\!'
# Longer commands are cut: the terminal's output has all of it.
__assay_longest=16384

__assay_escape() {
    local __assay_text=${1:0:__assay_longest} __assay_code __assay_character __assay_escaped
    __assay_text=${__assay_text//\\/\\\\}
    __assay_text=${__assay_text//;/\\x3b}
    if [[ $__assay_text == *[[:cntrl:]]* ]]; then
        for __assay_code in {1..31} 127; do
            builtin printf -v __assay_escaped '\\x%02x' "$__assay_code"
            builtin printf -v __assay_character '%b' "$__assay_escaped"
            __assay_text=${__assay_text//"$__assay_character"/"$__assay_escaped"}
        done
    fi
    builtin printf '%s' "$__assay_text"
}

# Percent-encodes a path, byte by byte.
__assay_encode() {
    local LC_ALL=C __assay_path=$1 __assay_out='' __assay_character __assay_index __assay_byte
    for ((__assay_index = 0; __assay_index < ${#__assay_path}; __assay_index++)); do
        __assay_character=${__assay_path:__assay_index:1}
        case $__assay_character in
            [a-zA-Z0-9/._~-]) __assay_out+=$__assay_character ;;
            *)
                __assay_byte=$(builtin printf '%d' "'$__assay_character")
                builtin printf -v __assay_character '%%%02X' "$((__assay_byte & 255))"
                __assay_out+=$__assay_character
                ;;
        esac
    done
    builtin printf '%s' "$__assay_out"
}

# The end of the command, if it is still due. Each caller sees the status of what was run in `$?`,
# since bash restores it around prompts and every entry of PROMPT_COMMAND.
__assay_tell_end() {
    if ((__assay_ran)); then
        builtin printf '\e]133;D;%s\a' "$1"
    fi
}

__assay_tell_place() {
    if [[ $PWD != "$__assay_place" ]]; then
        builtin printf '\e]7;file://%s%s\a' "$HOSTNAME" "$(__assay_encode "$PWD")"
    fi
}

# Runs in a subshell of PS0, after a command line was read and before it is run.
__assay_before() {
    local __assay_status=$? -
    builtin set +eux
    # A trap that prints would print into what is read here.
    builtin trap - DEBUG
    __assay_tell_end "$__assay_status"
    local __assay_entry=
    # A command that history does not hold is marked without its text.
    if builtin shopt -qo history; then
        __assay_entry=$(HISTTIMEFORMAT='' builtin history 1)
    fi
    if [[ $__assay_entry =~ ^\ *([0-9]+)[\ *]\ (.*)$ ]] && ((BASH_REMATCH[1] >= __assay_number)); then
        builtin printf '\e]633;E;%s\a' "$(__assay_escape "${BASH_REMATCH[2]}")"
    fi
    builtin printf '\e]133;C\a'
}

# Runs in a subshell of PS1, if PROMPT_COMMAND has not told the end.
__assay_late() {
    local __assay_status=$? -
    builtin set +eux
    __assay_tell_end "$__assay_status"
    __assay_tell_place
}

# The first and the last entry of PROMPT_COMMAND: first to see how things stand, last since others
# may have changed the prompt. Whatever it finds done already it leaves alone.
__assay_prompt() {
    local __assay_status=$? -
    builtin set +eux
    __assay_tell_end "$__assay_status"
    __assay_ran=
    __assay_tell_place
    __assay_place=$PWD
    # Every command line gets a history entry, from which its text is taken, as it was typed.
    builtin unset HISTCONTROL HISTIGNORE 2>/dev/null
    builtin shopt -s cmdhist lithist promptvars
    __assay_number=${__assay_next@P}
    if [[ $PS1 != *'133;A'* && ${PS1@a} != *r* ]]; then
        PS1=$__assay_ps1_begins$PS1'\[\e]133;B\a\]'
    fi
    if [[ $PS0 != *__assay_before* && ${PS0@a} != *r* ]]; then
        PS0+=$__assay_ps0
    fi
    if [[ ${PROMPT_COMMAND[-1]} != __assay_prompt && ${PROMPT_COMMAND@a} != *r* ]]; then
        __assay_be_last
    fi
    return 0
}

# Bash walks through the list as it is: to change or remove the entry that runs would be a fault, but
# that is the first one of ours here.
__assay_be_last() {
    local __assay_index __assay_first=
    for __assay_index in "${!PROMPT_COMMAND[@]}"; do
        [[ ${PROMPT_COMMAND[__assay_index]} == __assay_prompt ]] || continue
        if [[ $__assay_first ]]; then
            builtin unset "PROMPT_COMMAND[$__assay_index]"
        fi
        __assay_first=1
    done
    PROMPT_COMMAND+=(__assay_prompt)
}

# Expansions of a prompt run in this shell, where arithmetic can assign; functions run in a subshell.
# The `:+` keeps them from shells that inherit a prompt and not the functions.
# shellcheck disable=SC2016
__assay_ps0='${__assay_integrated:+$(__assay_before)${__assay_integrated:$((__assay_ran = 1, __assay_number = \! + 1)):0}}'
# shellcheck disable=SC2016
__assay_ps1_begins='\[${__assay_ran:+$(__assay_late)${__assay_ran:$((__assay_ran = 0)):0}}\e]133;A\a\]'

# The `:` is what PROMPT_COMMAND='…' replaces: without an index bash assigns to the first entry.
PROMPT_COMMAND=(: __assay_prompt "${PROMPT_COMMAND[@]}" __assay_prompt)
