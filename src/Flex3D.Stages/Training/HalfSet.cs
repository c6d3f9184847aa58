namespace Flex3D.Stages.Training;

/// <summary>A half-set on which a model is trained alone. Nothing that such a model learns depends on an image of the other half-set, so that what two of them agree on is not the noise of any image.</summary>
/// <param name="halves">Half-set of each row of the table, 1 or 2; all rows of an image are in one.</param>
/// <param name="number">The half-set, 1 or 2.</param>
public sealed class HalfSet(byte[] halves, int number)
{
    /// <summary>The half-set, 1 or 2.</summary>
    public int Number => number;

    /// <summary>Whether a row is in the half-set.</summary>
    public bool Has(int row) => halves[row] == number;

    /// <summary>Lists the rows that a model of this half-set is not trained on, ascending: those held out, and those of the other half-set.</summary>
    /// <param name="held">Rows held out of training, ascending; models of both half-sets are tested on them, and learn at most from those of their own that poses or defocus values are off.</param>
    public int[] Untrained(ReadOnlySpan<int> held)
    {
        var rows = new List<int>(halves.Length / 2);
        for (int row = 0, at = 0; row < halves.Length; row++)
        {
            bool isHeld = at < held.Length && held[at] == row;
            at += isHeld ? 1 : 0;
            if (isHeld || !Has(row))
            {
                rows.Add(row);
            }
        }
        return [.. rows];
    }
}
