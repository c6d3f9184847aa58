namespace Flex3D.Stages.Faults;

/// <summary>Exit code of the process; <c>docs/exit-codes.md</c> is the page for users.</summary>
public enum ExitCode
{
    /// <summary>The command did all its work.</summary>
    Done = 0,

    /// <summary>An unexpected error; the log has the stack trace.</summary>
    Unexpected = 1,

    /// <summary>An input file, a setting or the command line is wrong; nothing will change by trying again.</summary>
    BadInput = 2,

    /// <summary>The two compared runs differ, <c>flex3d check</c> gave warnings, or another command found that not all is well.</summary>
    Different = 3,

    /// <summary><c>flex3d verify</c> found damage in a run folder, or <c>flex3d check</c> found errors in the input.</summary>
    Damaged = 65,

    /// <summary>No device could do the work: out of memory, or the accelerator failed and no fall-back was allowed.</summary>
    NoDevice = 69,

    /// <summary>A broken invariant: a defect of Flex3D.</summary>
    Broken = 70,

    /// <summary>Reading or writing kept failing after every retry.</summary>
    InputOutput = 74,

    /// <summary>The disk stayed full; after freeing space, <c>flex3d resume</c> continues: nothing is lost.</summary>
    DiskFull = 75,

    /// <summary>The run was stopped by Ctrl-C or SIGTERM; <c>flex3d resume</c> continues.</summary>
    Stopped = 130,
}
