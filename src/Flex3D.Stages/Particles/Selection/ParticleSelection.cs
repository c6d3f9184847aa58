using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Particles.Selection;

/// <summary>Which rows of a particle table are read: those that another table has, those of a list, or those for which an expression holds.</summary>
/// <remarks><c>docs/selection.md</c> is the page for users. A selection is decided row by row while the table is read.</remarks>
public abstract class ParticleSelection
{
    /// <summary>Endings of the texts that name a file; every other text is an expression.</summary>
    public const string FileEndings = ".star .cs .txt .csv";

    private protected ParticleSelection(string text) => Text = text;

    /// <summary>As it was given.</summary>
    public string Text { get; }

    /// <summary>As a message names it.</summary>
    internal string Name => NameOf(Text);

    /// <summary>The file that makes the selection; null for an expression.</summary>
    public virtual string? File => Text;

    /// <summary>Understands a selection; files are not opened yet.</summary>
    /// <param name="text">A file of particles (.star, .cs), a list of rows (.txt, .csv), or an expression on columns.</param>
    /// <exception cref="InputException">An expression that is none: names the character.</exception>
    public static ParticleSelection Parse(string text)
    {
        string ending = Path.GetExtension(text).ToLowerInvariant();
        return ending is ".star" or ".cs" ? new TableSelection(text)
            : ending is ".txt" or ".csv" ? new ListSelection(text)
            : new ExpressionSelection(text);
    }

    /// <summary>A selection in a message: its beginning, where it is long.</summary>
    internal static string NameOf(string text) => $"selection '{(text.Length <= 200 ? text : text[..200] + "…")}'";

    /// <summary>Whether a dataset of columns must hold this one.</summary>
    internal virtual bool Needs(string column) => false;

    /// <summary>The filter of the rows that <paramref name="row"/> goes through.</summary>
    /// <exception cref="InputException">The table has no such column, or the file is no list.</exception>
    internal abstract RowFilter Bind(ISelectionRow row);
}
