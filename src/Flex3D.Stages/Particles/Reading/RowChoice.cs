using Flex3D.Stages.Faults;
using Flex3D.Stages.Particles.Selection;

namespace Flex3D.Stages.Particles.Reading;

/// <summary>Decides which rows of one table become particles: those that are selected, without those that a reader leaves out.</summary>
/// <remarks>A row that is not selected counts as such, whatever else it has; a row that a passthrough file lacks is left out before the selection sees it.</remarks>
internal sealed class RowChoice(ParticleSelection? selection, ISelectionRow row)
{
    private readonly RowFilter? _filter = selection?.Bind(row);
    private readonly LeftOutRows _leftOut = new();
    private int _rows, _kept;

    /// <summary>The result; null before <see cref="End"/>, and where every row became a particle.</summary>
    public SelectionOutcome? Outcome { get; private set; }

    /// <summary>Whether the row is read; called once for each row, in ascending order.</summary>
    /// <param name="number">The row, from 0.</param>
    /// <param name="unreadable">The reason to leave the row out before the selection sees it; null for none.</param>
    /// <param name="rejected">Returns the reason to leave out a row that is selected; null for none.</param>
    public bool Keeps(int number, string? unreadable, Func<int, string?>? rejected = null)
    {
        _rows = number + 1;
        if (unreadable is not null)
        {
            _leftOut.Add(number, unreadable);
            return false;
        }
        if (_filter?.Keeps(number) == false)
        {
            return false;
        }
        if (rejected?.Invoke(number) is { } reason)
        {
            _leftOut.Add(number, reason);
            return false;
        }
        _kept++;
        return true;
    }

    /// <summary>Ends the choice after every row has been seen, and sets <see cref="Outcome"/>.</summary>
    /// <param name="table">Path of the table's file.</param>
    /// <exception cref="InputException">No row is left.</exception>
    public void End(string table)
    {
        if (_kept == 0 && _leftOut.Count > 0)
        {
            string reasons = string.Join("; ", _leftOut.ToList().Select(reason => reason.Sentence));
            throw new InputException(table, null, $"no particle that can be used ({reasons})", "at least one", "give the particles of the refinement whose poses you trust");
        }
        int notFound = _filter?.End(selection!, table, _rows) ?? 0;
        if (_filter is not null || _leftOut.Count > 0)
        {
            Outcome = new SelectionOutcome(_rows, _kept, notFound) { LeftOut = _leftOut.ToList() };
        }
    }
}
