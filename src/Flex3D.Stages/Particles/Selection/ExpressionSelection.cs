namespace Flex3D.Stages.Particles.Selection;

/// <summary>Selects the rows for which an expression on the table's columns is true.</summary>
internal sealed class ExpressionSelection : ParticleSelection
{
    private readonly HashSet<string> _names;

    public ExpressionSelection(string text)
        : base(text) => _names = ExpressionParser.NamesOf(text);

    public override string? File => null;

    internal override bool Needs(string column) => _names.Contains(column);

    internal override RowFilter Bind(ISelectionRow row) => new Filter(ExpressionParser.Parse(Text, row), row);

    private sealed class Filter(ExpressionNode condition, ISelectionRow row) : RowFilter
    {
        protected override bool Decide(int number) => condition.Holds(row);
    }
}
