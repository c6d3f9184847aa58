using Flex3D.Pipeline.Ledger;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Actors;

/// <summary>A run that ends because its device failed and no other may take its place. What was counted until then is whole and worth a checkpoint.</summary>
/// <param name="counted">What is counted of the phase that it ended.</param>
internal sealed class DeviceLostException(string message, LedgerState counted, Exception inner) : RunFailedException(ExitCode.NoDevice, message, inner)
{
    /// <summary>What is counted of the phase that it ended.</summary>
    public LedgerState Counted { get; } = counted;
}
