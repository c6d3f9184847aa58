using System.Globalization;
using System.Text;
using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Formats;

/// <summary>Reads the Python literal of an NPY header: dict, list, tuple, string, whole number, True, False, None.</summary>
internal sealed class PythonLiteral(string text, string path)
{
    private const int Deepest = 16;
    private int _at, _depth;

    /// <returns>A <see cref="Dictionary{TKey, TValue}"/>, a <see cref="List{T}"/> (list or tuple), string, long, bool or null.</returns>
    public object? Parse()
    {
        SkipBlanks();
        if (++_depth > Deepest)
        {
            throw Malformed("a shallower header");
        }
        object? value = Peek() switch
        {
            '{' => Dict(),
            '[' => Items(']'),
            '(' => Items(')'),
            '\'' or '"' => Quoted(),
            _ => Word(),
        };
        _depth--;
        SkipBlanks();
        return value;
    }

    private Dictionary<string, object?> Dict()
    {
        var dict = new Dictionary<string, object?>();
        _at++;
        SkipBlanks();
        while (Peek() != '}')
        {
            if (Parse() is not string key || Peek() != ':')
            {
                throw Malformed("a key and ':'");
            }
            _at++;
            dict[key] = Parse();
            Comma('}');
        }
        _at++;
        return dict;
    }

    private List<object?> Items(char close)
    {
        var items = new List<object?>();
        _at++;
        SkipBlanks();
        while (Peek() != close)
        {
            items.Add(Parse());
            Comma(close);
        }
        _at++;
        return items;
    }

    private string Quoted()
    {
        char quote = text[_at++];
        var value = new StringBuilder();
        for (; Peek() != quote; _at++)
        {
            if (Peek() == '\\')
            {
                _at++;
            }
            value.Append(Peek());
        }
        _at++;
        return value.ToString();
    }

    private object? Word()
    {
        int start = _at;
        while (_at < text.Length && (char.IsLetterOrDigit(text[_at]) || text[_at] is '-' or '+'))
        {
            _at++;
        }
        string word = text[start.._at].TrimEnd('L');
        return word switch
        {
            "True" => true,
            "False" => false,
            "None" => null,
            _ => long.TryParse(word, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out long number) ? number : throw Malformed("a value"),
        };
    }

    private void Comma(char close)
    {
        if (Peek() == ',')
        {
            _at++;
            SkipBlanks();
        }
        else if (Peek() != close)
        {
            throw Malformed($"',' or '{close}'");
        }
    }

    private void SkipBlanks()
    {
        while (_at < text.Length && char.IsWhiteSpace(text[_at]))
        {
            _at++;
        }
    }

    private char Peek() => _at < text.Length ? text[_at] : throw Malformed("more text");

    private InputException Malformed(string expected) =>
        new(path, $"header character {_at}", _at < text.Length ? $"'{text[_at]}'" : "the end of the header", expected, "export the particles again from cryoSPARC");
}
