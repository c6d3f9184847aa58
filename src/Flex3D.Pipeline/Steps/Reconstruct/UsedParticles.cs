using Flex3D.Pipeline.Steps.Prep;
using Flex3D.Stages.Model;
using Flex3D.Stages.Particles.State;

namespace Flex3D.Pipeline.Steps.Reconstruct;

/// <summary>Reads the state of the particles that maps are reconstructed with.</summary>
internal static class UsedParticles
{
    /// <param name="model">The trained model.</param>
    /// <param name="file">The model's file, or that of a model of a half-set alone.</param>
    /// <param name="folder">Folder of the file in which the rows of many particles are kept until the state is disposed of.</param>
    public static ParticleState Read(FlexModel model, string file, string folder)
    {
        var particles = new ParticleState(model.TotalParticles, ParticleColumns.OfRun(model.Flow.LatentDimension), PreparedFiles.ParticleState(folder));
        ModelFile.ReadParticles(file, particles);
        return particles;
    }
}
