using System.Runtime.InteropServices;
using Flex3D.Stages.Faults;

namespace Flex3D.Pipeline.Commands;

/// <summary>Handles Ctrl-C and SIGTERM: the first asks the run to stop at a point from which it can be resumed, the second ends the process.</summary>
internal sealed class Interrupt : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private readonly TextWriter _errors;

    public Interrupt(TextWriter errors)
    {
        _errors = errors;
        _registrations = [PosixSignalRegistration.Create(PosixSignal.SIGINT, Handle), PosixSignalRegistration.Create(PosixSignal.SIGTERM, Handle)];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Stop => _stop.Token;

    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations)
        {
            registration.Dispose();
        }
        _stop.Dispose();
    }

    private void Handle(PosixSignalContext signal)
    {
        signal.Cancel = true;
        if (_stop.IsCancellationRequested)
        {
            Environment.Exit((int)ExitCode.Stopped);
        }
        _errors.WriteLine("flex3d: finishing the open step and saving; press Ctrl-C again (or send SIGTERM again) to end at once");
        // On another thread: whatever waits for the token must not hold up the next signal.
        _ = Task.Run(_stop.Cancel);
    }
}
