using System.Globalization;
using System.Text.RegularExpressions;

namespace Flex3D.Stages.Particles.Selection;

/// <summary>A part of a selection expression, evaluated on one row at a time.</summary>
/// <remarks>The parser combines only parts of matching types, so a node is never asked for a type it does not give.</remarks>
internal abstract class ExpressionNode(ExpressionKind kind)
{
    public ExpressionKind Kind => kind;

    public virtual double Number(ISelectionRow row) => throw new InvalidOperationException($"{GetType().Name} gives no number");

    public virtual ReadOnlySpan<char> Text(ISelectionRow row) => throw new InvalidOperationException($"{GetType().Name} gives no text");

    public virtual bool Holds(ISelectionRow row) => throw new InvalidOperationException($"{GetType().Name} is no condition");

    internal sealed class Constant(double value) : ExpressionNode(ExpressionKind.Number)
    {
        public override double Number(ISelectionRow row) => value;
    }

    internal sealed class Literal(string text) : ExpressionNode(ExpressionKind.Text)
    {
        public string Value => text;

        public override ReadOnlySpan<char> Text(ISelectionRow row) => text;
    }

    internal sealed class Column(int column, int element, ExpressionKind kind) : ExpressionNode(kind)
    {
        public override double Number(ISelectionRow row) => row.Number(column, element);

        public override ReadOnlySpan<char> Text(ISelectionRow row) => row.Text(column);
    }

    /// <summary>The 0-based number of the row.</summary>
    internal sealed class RowNumber() : ExpressionNode(ExpressionKind.Number)
    {
        public override double Number(ISelectionRow row) => row.Row;
    }

    internal sealed class Arithmetic(string symbol, ExpressionNode left, ExpressionNode right) : ExpressionNode(ExpressionKind.Number)
    {
        public override double Number(ISelectionRow row)
        {
            double a = left.Number(row), b = right.Number(row);
            return symbol switch { "+" => a + b, "-" => a - b, "*" => a * b, "/" => a / b, _ => a - b * Math.Floor(a / b) };
        }
    }

    internal sealed class NumberComparison(string symbol, ExpressionNode left, ExpressionNode right) : ExpressionNode(ExpressionKind.Condition)
    {
        public override bool Holds(ISelectionRow row)
        {
            double a = left.Number(row), b = right.Number(row);
            return symbol switch { "==" => a == b, "!=" => a != b, "<" => a < b, "<=" => a <= b, ">" => a > b, _ => a >= b };
        }
    }

    /// <summary>Compares texts for equality; two columns whose type the file does not state are compared as numbers if both are numbers.</summary>
    internal sealed class TextComparison(bool equal, ExpressionNode left, ExpressionNode right) : ExpressionNode(ExpressionKind.Condition)
    {
        private readonly bool _mayBeNumbers = left.Kind == ExpressionKind.Either && right.Kind == ExpressionKind.Either;

        public override bool Holds(ISelectionRow row)
        {
            ReadOnlySpan<char> a = left.Text(row), b = right.Text(row);
            bool same = _mayBeNumbers && double.TryParse(a, NumberStyles.Float, CultureInfo.InvariantCulture, out double x) && double.TryParse(b, NumberStyles.Float, CultureInfo.InvariantCulture, out double y)
                ? x == y
                : a.SequenceEqual(b);
            return same == equal;
        }
    }

    internal sealed class Match(bool matches, ExpressionNode text, Regex pattern) : ExpressionNode(ExpressionKind.Condition)
    {
        public override bool Holds(ISelectionRow row) => pattern.IsMatch(text.Text(row)) == matches;
    }

    internal sealed class Not(ExpressionNode condition) : ExpressionNode(ExpressionKind.Condition)
    {
        public override bool Holds(ISelectionRow row) => !condition.Holds(row);
    }

    internal sealed class And(ExpressionNode left, ExpressionNode right) : ExpressionNode(ExpressionKind.Condition)
    {
        public override bool Holds(ISelectionRow row) => left.Holds(row) && right.Holds(row);
    }

    internal sealed class Or(ExpressionNode left, ExpressionNode right) : ExpressionNode(ExpressionKind.Condition)
    {
        public override bool Holds(ISelectionRow row) => left.Holds(row) || right.Holds(row);
    }
}
