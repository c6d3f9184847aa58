using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Actors;

/// <summary>Ends a run whose device failed and cannot be replaced by another. The ledger counted until then is complete and can be saved in a checkpoint.</summary>
/// <param name="counted">The ledger of the phase that the failure ended.</param>
internal sealed class DeviceLostException(string message, LedgerState counted, Exception inner) : RunFailedException(ExitCode.NoDevice, message, inner)
{
    /// <summary>The ledger of the phase that the failure ended.</summary>
    public LedgerState Counted { get; } = counted;
}
