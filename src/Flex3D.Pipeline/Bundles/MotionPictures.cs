using Flex3D.Pipeline.Movies;
using Flex3D.Pipeline.Runs;
using Flex3D.Pipeline.Steps.Model;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Bundles;

/// <summary>The pictures of a run's main motion in a bundle.</summary>
internal sealed class MotionPictures
{
    private readonly RunMovie _movie;
    private readonly int _threads;

    private MotionPictures(RunMovie movie, int threads) => (_movie, _threads) = (movie, threads);

    /// <summary>Why the run has none; null where particles kept out of training support its motion.</summary>
    public string? Doubt => _movie.Doubt;

    /// <summary>Finds them in a run with a reconstruction.</summary>
    /// <param name="threads">The number of threads.</param>
    /// <param name="request">How they are drawn.</param>
    public static MotionPictures Of(RunFolder run, int threads, MovieRequest request) => new(new RunMovie(RunModel.Load(run.Lineage()), request, threads), threads);

    /// <summary>Writes the animated picture.</summary>
    public void SaveMovie(string path) => _movie.Main(CancellationToken.None).Save(path, _threads);

    /// <summary>Writes the picture of both ends.</summary>
    public void SaveBothEnds(string path)
    {
        byte[] png = _movie.BothEnds();
        DurableFile.Write(path, stream => stream.Write(png));
    }
}
