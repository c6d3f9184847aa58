using Flex3D.Pipeline.Checkpoints;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Train;
using Flex3D.Stages.Files;
using Flex3D.Stages.Results.Report;
using Flex3D.Stages.Training;

namespace Flex3D.Pipeline.Serving.Listing;

/// <summary>Losses of every epoch and the latents of particles: of a finished training, or of its newest checkpoint.</summary>
/// <param name="Source">The file that they are from, below the run folder; null where the run has not trained.</param>
/// <param name="Epochs">The epochs.</param>
/// <param name="Dimension">Latent coordinates of a particle.</param>
/// <param name="Latents">Latents of every n-th particle, [particle][coordinate].</param>
/// <param name="Every">That n.</param>
/// <param name="Particles">Particles in all.</param>
internal sealed record TrainingCurve(string? Source, IReadOnlyList<EpochRecord> Epochs, int Dimension, float[] Latents, int Every, int Particles)
{
    /// <summary>The most particles whose latents are returned.</summary>
    public const int MostParticles = 5000;

    /// <summary>Of a run that has not trained.</summary>
    public static TrainingCurve None { get; } = new(null, [], 0, [], 1, 0);

    /// <summary>The file from which <see cref="Read"/> would read now, absolute; null where there is none.</summary>
    public static string? SourceOf(RunFolder run) =>
        Storage.Current.FileExists(TrainingHistory.FileOf(run.Of(TrainStep.Name))) ? TrainingHistory.FileOf(run.Of(TrainStep.Name))
        : new CheckpointFolder(run.CheckpointsOf(TrainStep.Name)).NewestFile;

    /// <summary>Reads them.</summary>
    /// <exception cref="Flex3D.Stages.Faults.InputException">The file is damaged.</exception>
    /// <exception cref="IOException">It was replaced by a newer one meanwhile.</exception>
    public static TrainingCurve Read(RunFolder run, string source)
    {
        string name = Path.GetRelativePath(run.Path, source).Replace('\\', '/');
        if (Path.GetExtension(source) == ".json")
        {
            (int dimension, float[] latents, int every, int particles) = Table(Path.Combine(run.Path, "latents.csv"));
            return new(name, TrainingHistory.Read(run.Of(TrainStep.Name)), dimension, latents, every, particles);
        }
        using var checkpoint = CheckpointReader.Open(source);
        TrainingGlimpse glimpse = TrainingCheckpoint.Glimpse(checkpoint, MostParticles);
        return new(name, glimpse.History, glimpse.Dimension, glimpse.Latents, glimpse.Every, glimpse.Particles);
    }

    private static (int Dimension, float[] Latents, int Every, int Particles) Table(string path)
    {
        if (!Storage.Current.FileExists(path))
        {
            return (0, [], 1, 0);
        }
        var sample = ParticleSample.Read(path);
        float[][] columns = [.. Enumerable.Range(0, sample.Names.Count).Where(i => sample.Names[i][0] == 'z').Select(sample.Column)];
        int every = Math.Max(1, (sample.Count + MostParticles - 1) / MostParticles), shown = (sample.Count + every - 1) / every;
        float[] latents = new float[shown * columns.Length];
        for (int i = 0; i < latents.Length; i++)
        {
            latents[i] = columns[i % columns.Length][i / columns.Length * every];
        }
        return (columns.Length, latents, every * sample.Every, sample.Total);
    }
}
