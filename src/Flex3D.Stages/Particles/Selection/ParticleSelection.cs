using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Particles.Selection;

/// <summary>Selects the rows of a particle table to read: those that another table has, those of a list, or those for which an expression is true.</summary>
/// <remarks><c>docs/selection.md</c> is the page for users. A selection is decided row by row while the table is read.</remarks>
public abstract class ParticleSelection
{
    /// <summary>File name extensions by which a text is recognised as a file name; every other text is an expression.</summary>
    public const string FileEndings = ".star .cs .txt .csv";

    private protected ParticleSelection(string text) => Text = text;

    /// <summary>The selection as the user gave it.</summary>
    public string Text { get; }

    /// <summary>The name of the selection in error messages.</summary>
    internal string Name => NameOf(Text);

    /// <summary>The file that makes the selection; null for an expression.</summary>
    public virtual string? File => Text;

    /// <summary>Parses a selection; files are not opened yet.</summary>
    /// <param name="text">A file of particles (.star, .cs), a list of rows (.txt, .csv), or an expression on columns.</param>
    /// <exception cref="InputException">The expression is invalid: the message gives the character.</exception>
    public static ParticleSelection Parse(string text)
    {
        string ending = Path.GetExtension(text).ToLowerInvariant();
        return ending is ".star" or ".cs" ? new TableSelection(text)
            : ending is ".txt" or ".csv" ? new ListSelection(text)
            : new ExpressionSelection(text);
    }

    /// <summary>Returns a selection as error messages show it, shortened where it is long.</summary>
    internal static string NameOf(string text) => $"selection '{(text.Length <= 200 ? text : text[..200] + "…")}'";

    /// <summary>Whether the selection needs this column of a dataset.</summary>
    internal virtual bool Needs(string column) => false;

    /// <summary>Creates the filter for the rows that <paramref name="row"/> goes through.</summary>
    /// <exception cref="InputException">The table has no such column, or the file is not a list.</exception>
    internal abstract RowFilter Bind(ISelectionRow row);
}
