using Flex3D.Pipeline.Ledger;

namespace Flex3D.Pipeline.Actors;

/// <summary>Receives the events of a run, to report them outside. Its methods are called from any thread and must not throw.</summary>
internal interface IRunMonitor
{
    /// <summary>Reports the state of a phase's ledger.</summary>
    void Progressed(string phase, LedgerState ledger);

    /// <summary>Reports that a graph failed.</summary>
    /// <param name="then">The response, in words, such as "retry 1 of 6".</param>
    void Faulted(string phase, Exception fault, string then);

    /// <summary>Reports that a checkpoint is safely on disk.</summary>
    void Saved(string checkpoint);
}
