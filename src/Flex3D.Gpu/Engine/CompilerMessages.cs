using System.Diagnostics;
using System.Text;

namespace Flex3D.Gpu.Engine;

/// <summary>Collects what ILGPU traces while it lives on the thread that made it: the messages of a driver's compiler, which it leaves out of its exceptions.</summary>
internal sealed class CompilerMessages : IDisposable
{
    private readonly Listener _listener = new();

    public CompilerMessages() => Trace.Listeners.Add(_listener);

    /// <summary>The messages so far; null where there is none.</summary>
    public string? Text => _listener.Text.Length > 0 ? _listener.Text.ToString().TrimEnd() : null;

    public void Dispose()
    {
        Trace.Listeners.Remove(_listener);
        _listener.Dispose();
    }

    // Other threads may trace at the same time; theirs are other messages.
    private sealed class Listener : TraceListener
    {
        private readonly int _thread = Environment.CurrentManagedThreadId;

        public StringBuilder Text { get; } = new();

        public override bool IsThreadSafe => true; // only the thread that made it writes

        public override void Write(string? message) => Text.Append(Environment.CurrentManagedThreadId == _thread ? message : null);

        public override void WriteLine(string? message)
        {
            if (Environment.CurrentManagedThreadId == _thread)
            {
                Text.AppendLine(message);
            }
        }
    }
}
