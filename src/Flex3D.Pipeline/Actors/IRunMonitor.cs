using Flex3D.Pipeline.Ledger;

namespace Flex3D.Pipeline.Actors;

/// <summary>Told what happens in a run, for whoever looks at it from outside. Called from any thread; must not fail.</summary>
internal interface IRunMonitor
{
    /// <summary>A phase is at this state of its ledger.</summary>
    void Progressed(string phase, LedgerState ledger);

    /// <summary>A graph failed and another will be built, or not.</summary>
    /// <param name="then">What is done about it, in words.</param>
    void Faulted(string phase, Exception fault, string then);

    /// <summary>A checkpoint is safely on disk.</summary>
    void Saved(string checkpoint);
}
