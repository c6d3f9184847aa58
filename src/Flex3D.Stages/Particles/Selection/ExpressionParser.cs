using System.Globalization;
using System.Text.RegularExpressions;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Formats;

namespace Flex3D.Stages.Particles.Selection;

/// <summary>Parses a selection expression and, where a table is given, binds it to the table's columns.</summary>
/// <remarks>
/// From lowest to highest precedence: ||, &amp;&amp;, !, comparison (== != &lt; &lt;= &gt; &gt;= ~ !~), + and −, * / %, minus, then columns, numbers,
/// texts and parentheses. ~ matches a regular expression. % is never negative for a positive divisor.
/// </remarks>
internal sealed class ExpressionParser
{
    private const int DeepestLevel = 100;
    private static readonly string[] s_comparisons = ["==", "!=", "<", "<=", ">", ">=", "~", "!~"];

    private readonly string _expression;
    private readonly ISelectionRow? _row;
    private readonly List<ExpressionToken> _tokens;
    private int _next, _level;

    private ExpressionParser(string expression, ISelectionRow? row) => (_expression, _row, _tokens) = (expression, row, ExpressionLexer.Split(expression));

    /// <summary>Parses the expression to a condition, bound to the columns of <paramref name="row"/>.</summary>
    public static ExpressionNode Parse(string expression, ISelectionRow row) => new ExpressionParser(expression, row).Whole();

    /// <summary>Returns the names that an expression mentions; checks its form.</summary>
    public static HashSet<string> NamesOf(string expression)
    {
        var parser = new ExpressionParser(expression, null);
        _ = parser.Whole();
        return [.. parser._tokens.Where(token => token.Kind == ExpressionTokenKind.Name).Select(token => token.Text)];
    }

    private ExpressionToken Token => _tokens[_next];

    private ExpressionNode Whole()
    {
        ExpressionNode condition = Condition(Or, 1);
        return Token.Kind == ExpressionTokenKind.End
            ? condition
            : throw Fault(Token, "'&&' or '||' and another condition, or the end", Token.Text is "and" or "or" or "AND" or "OR" ? "write && for and, || for or" : null);
    }

    private ExpressionNode Or()
    {
        int at = Token.At;
        ExpressionNode left = And();
        while (Token.Is("||"))
        {
            Require(left, at);
            at = _tokens[++_next].At;
            left = new ExpressionNode.Or(left, Condition(And, at));
        }
        return left;
    }

    private ExpressionNode And()
    {
        int at = Token.At;
        ExpressionNode left = Not();
        while (Token.Is("&&"))
        {
            Require(left, at);
            at = _tokens[++_next].At;
            left = new ExpressionNode.And(left, Condition(Not, at));
        }
        return left;
    }

    private ExpressionNode Not()
    {
        if (!Token.Is("!"))
        {
            return Comparison();
        }
        int at = _tokens[++_next].At;
        return Deeper(() => new ExpressionNode.Not(Condition(Not, at)));
    }

    private ExpressionNode Comparison()
    {
        ExpressionToken first = Token;
        ExpressionNode left = Sum();
        if (Token.Kind != ExpressionTokenKind.Symbol || !s_comparisons.Contains(Token.Text))
        {
            return left;
        }
        ExpressionToken symbol = Token, second = _tokens[++_next];
        ExpressionNode right = Sum();
        if (left.Kind == ExpressionKind.Condition || right.Kind == ExpressionKind.Condition)
        {
            throw Fault(symbol, "a comparison of numbers or texts", "join conditions with && and ||");
        }
        if (symbol.Text is "~" or "!~")
        {
            return new ExpressionNode.Match(symbol.Text == "~", Text(left, first), Pattern(right, second));
        }
        bool asTexts = left.Kind == ExpressionKind.Text || right.Kind == ExpressionKind.Text || (left.Kind == ExpressionKind.Either && right.Kind == ExpressionKind.Either && symbol.Text is "==" or "!=");
        if (!asTexts)
        {
            return new ExpressionNode.NumberComparison(symbol.Text, left, right);
        }
        return symbol.Text is "==" or "!="
            ? new ExpressionNode.TextComparison(symbol.Text == "==", Text(left, first), Text(right, second))
            : throw Fault(symbol, "==, !=, ~ or !~ between texts");
    }

    private ExpressionNode Sum()
    {
        ExpressionToken first = Token;
        ExpressionNode left = Product();
        while (Token.Is("+") || Token.Is("-"))
        {
            string symbol = Token.Text;
            ExpressionToken second = _tokens[++_next];
            left = new ExpressionNode.Arithmetic(symbol, Number(left, first), Number(Product(), second));
        }
        return left;
    }

    private ExpressionNode Product()
    {
        ExpressionToken first = Token;
        ExpressionNode left = Factor();
        while (Token.Is("*") || Token.Is("/") || Token.Is("%"))
        {
            string symbol = Token.Text;
            ExpressionToken second = _tokens[++_next];
            left = new ExpressionNode.Arithmetic(symbol, Number(left, first), Number(Factor(), second));
        }
        return left;
    }

    private ExpressionNode Factor()
    {
        ExpressionToken token = Token;
        _next += token.Kind == ExpressionTokenKind.End ? 0 : 1;
        switch (token.Kind)
        {
            case ExpressionTokenKind.Number:
                return double.TryParse(token.Text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value) && double.IsFinite(value)
                    ? new ExpressionNode.Constant(value)
                    : throw Fault(token, "a number");
            case ExpressionTokenKind.Text:
                return new ExpressionNode.Literal(token.Text);
            case ExpressionTokenKind.Name:
                return Column(token);
            case ExpressionTokenKind.Symbol when token.Text == "-":
                ExpressionToken operand = Token;
                return Deeper(() => new ExpressionNode.Arithmetic("-", new ExpressionNode.Constant(0), Number(Factor(), operand)));
            case ExpressionTokenKind.Symbol when token.Text == "(":
                ExpressionNode inner = Deeper(Or);
                _next = Token.Is(")") ? _next + 1 : throw Fault(Token, $"')' for the '(' at character {token.At}");
                return inner;
            default:
                throw Fault(token, "a column, a number, a text in quotes or '('");
        }
    }

    private ExpressionNode.Column Column(ExpressionToken name, int column, int elements, ExpressionKind kind)
    {
        int element = 0;
        if (Token.Is("["))
        {
            ExpressionToken index = _tokens[++_next];
            if (!int.TryParse(index.Text, NumberStyles.None, CultureInfo.InvariantCulture, out element) || element >= elements)
            {
                throw Fault(index, elements == int.MaxValue ? "a whole number from 0" : $"a whole number from 0 to {elements - 1}");
            }
            _next = _tokens[_next + 1].Is("]") ? _next + 2 : throw Fault(_tokens[_next + 1], "']'");
        }
        else if (elements is > 1 and < int.MaxValue)
        {
            throw Fault(name, $"'{name.Text}[0]' to '{name.Text}[{elements - 1}]'", "the column has several numbers a row");
        }
        return new ExpressionNode.Column(column, element, kind);
    }

    private ExpressionNode Column(ExpressionToken name)
    {
        if (_row is null)
        {
            return Column(name, -1, int.MaxValue, ExpressionKind.Either);
        }
        int column = _row.IndexOf(name.Text);
        if (column < 0)
        {
            string? nearest = NearestName.Of(name.Text, _row.Names);
            return name.Text == "row" ? new ExpressionNode.RowNumber() : throw ExpressionFault.At(
                _expression, name.At, $"no column {name.Shown} in '{_row.Path}'", nearest is not null ? $"'{nearest}'" : $"one of {string.Join(", ", _row.Names.Take(40))}",
                name.Text.Contains('/') ? "a division needs blanks around /" : null);
        }
        ExpressionKind kind = _row.HoldsNumbers(column) switch { true => ExpressionKind.Number, false => ExpressionKind.Text, null => ExpressionKind.Either };
        return Column(name, column, _row.Elements(column), kind);
    }

    private ExpressionNode Condition(Func<ExpressionNode> parse, int at)
    {
        ExpressionNode node = parse();
        Require(node, at);
        return node;
    }

    private void Require(ExpressionNode node, int at)
    {
        if (node.Kind != ExpressionKind.Condition)
        {
            throw Fault(_tokens.First(token => token.At == at), "a condition, such as rlnClassNumber == 2", "compare it with something");
        }
    }

    private ExpressionNode Number(ExpressionNode node, ExpressionToken at) =>
        node.Kind is ExpressionKind.Number or ExpressionKind.Either ? node : throw Fault(at, "a number");

    private ExpressionNode Text(ExpressionNode node, ExpressionToken at) =>
        node.Kind is ExpressionKind.Text or ExpressionKind.Either ? node : throw Fault(at, "a text: a column of texts, or something in quotes");

    private Regex Pattern(ExpressionNode node, ExpressionToken at)
    {
        if (node is not ExpressionNode.Literal literal)
        {
            throw Fault(at, "a regular expression in quotes");
        }
        try
        {
            return new Regex(literal.Value, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            throw ExpressionFault.At(_expression, at.At, $"{at.Shown}, which is not one,", "a regular expression without look-around and back references");
        }
    }

    private ExpressionNode Deeper(Func<ExpressionNode> parse)
    {
        if (++_level > DeepestLevel)
        {
            throw Fault(Token, $"at most {DeepestLevel} levels of parentheses and signs");
        }
        ExpressionNode node = parse();
        _level--;
        return node;
    }

    private InputException Fault(ExpressionToken token, string expected, string? advice = null) => ExpressionFault.At(_expression, token.At, token.Shown, expected, advice);
}
