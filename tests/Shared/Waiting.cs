namespace Flex3D.Tests;

/// <summary>How long a test waits for what must happen. Only a test that fails waits to the end; on a busy machine milliseconds become half a minute.</summary>
internal static class Waiting
{
    public static TimeSpan AtMost { get; } = TimeSpan.FromMinutes(5);
}
