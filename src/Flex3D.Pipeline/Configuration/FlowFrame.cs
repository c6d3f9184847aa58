namespace Flex3D.Pipeline.Configuration;

/// <summary>The frame in which a model's conformations are shown.</summary>
public enum FlowFrame
{
    /// <summary>The molecule's: what turns and shifts the molecule as a whole is taken out, only its change of shape is left.</summary>
    Molecule,

    /// <summary>That of the particles' poses: the whole flow, which a particle's pose needs to fit its image.</summary>
    Poses,
}
