using System.Text;
using System.Text.RegularExpressions;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Queue.Notices;

/// <summary>The command that is run when a data set is done or dead: a program and its arguments, in which names in braces stand for facts about the data set.</summary>
/// <remarks>
/// The text is split at white space outside quotes ("…" or '…'), and the names are replaced after that, so that a path with spaces or other signs stays one argument. No shell is involved.
/// A script that is given to a shell with -c may not have names in braces, whose values the shell would read as commands: it finds them in environment variables.
/// </remarks>
internal sealed partial class ThenCommand
{
    private static readonly string[] s_shells = ["sh", "bash", "dash", "zsh", "ksh", "fish", "cmd", "cmd.exe", "powershell", "pwsh"];
    private readonly IReadOnlyList<string> _words;

    private ThenCommand(IReadOnlyList<string> words) => _words = words;

    /// <summary>Reads the command from the command line.</summary>
    /// <exception cref="InputException">It is empty, a quote is not closed, or a name in braces is unknown or in a script for a shell.</exception>
    public static ThenCommand Parse(string text)
    {
        List<string> words = Split(text);
        if (words.Count == 0)
        {
            throw new InputException("--then", null, "nothing", "a program and its arguments");
        }
        string[] names = [.. words.SelectMany(word => Braces().Matches(word)).Select(name => name.Groups[1].Value)];
        if (names.FirstOrDefault(name => !NoticeFacts.Names.Contains(name)) is { } unknown)
        {
            throw new InputException("--then", null, $"{{{unknown}}}", string.Join(", ", NoticeFacts.Names.Select(name => $"{{{name}}}")));
        }
        if (names.Length > 0 && s_shells.Contains(Path.GetFileName(words[0]).ToLowerInvariant()) && words.Skip(1).Any(word => word is "-c" or "/c" or "/C" or "-Command" || (word.StartsWith('-') && word.EndsWith('c'))))
        {
            throw new InputException("--then", null, $"{{{names[0]}}} in a script for {words[0]}, which would read the value as part of its commands", "no names in braces there",
                $"use \"${NoticeFacts.VariableOf(names[0])}\" in the script, or put the script in a file");
        }
        return new ThenCommand(words);
    }

    /// <summary>Returns the program and its arguments for a data set.</summary>
    public IReadOnlyList<string> For(NoticeFacts facts) => [.. _words.Select(word => Braces().Replace(word, name => facts.Values[name.Groups[1].Value]))];

    private static List<string> Split(string text)
    {
        List<string> words = [];
        StringBuilder? word = null;
        char quote = '\0';
        foreach (char letter in text)
        {
            if (quote != '\0' ? letter == quote : letter is '"' or '\'')
            {
                quote = quote == '\0' ? letter : '\0';
                word ??= new StringBuilder();
            }
            else if (quote == '\0' && char.IsWhiteSpace(letter))
            {
                if (word is not null)
                {
                    words.Add(word.ToString());
                }
                word = null;
            }
            else
            {
                (word ??= new StringBuilder()).Append(letter);
            }
        }
        if (quote != '\0')
        {
            throw new InputException("--then", null, $"a quote {quote} that is not closed", "each quote twice");
        }
        return word is null ? words : [.. words, word.ToString()];
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Braces();
}
