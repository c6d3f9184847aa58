using Flex3D.Stages.Faults;

namespace Flex3D.Stages.Tests;

/// <summary>What every refusal of bad input must be: one sentence on one line, naming the file and the fault.</summary>
internal static class Refusal
{
    public static void Says(Action read, string file, params string[] parts)
    {
        string message = Should.Throw<InputException>(read).Message;
        message.ShouldContain(file);
        message.ShouldNotContain("\n");
        message.Length.ShouldBeLessThan(1200);
        foreach (string part in parts)
        {
            message.ShouldContain(part);
        }
    }
}
