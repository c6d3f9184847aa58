using Flex3D.Stages.Particles.Grouping;

namespace Flex3D.Stages.Training;

/// <summary>Collects what a validation step measures on held-out particles, and adds it to the sums of an epoch image by image.</summary>
/// <remarks>Rows of one image have the same noise: they count as one observation, their mean, so that a standard error is that of as many images. Not thread-safe.</remarks>
internal sealed class HeldOutImages(ImageGroups images)
{
    private readonly List<(int First, double Flexed, double Rigid, double Gain)> _rows = [];

    /// <summary>Adds a held-out particle.</summary>
    /// <param name="row">Row of the table.</param>
    /// <param name="flexed">Loss of the particle under the flexed model.</param>
    /// <param name="rigid">Loss of the particle under the rigid control.</param>
    /// <param name="gain">Predictive gain of the particle.</param>
    public void Add(int row, double flexed, double rigid, double gain) => _rows.Add((images.First(row), flexed, rigid, gain));

    /// <summary>Returns the sums with all images added, in the order of their first rows, and forgets the particles.</summary>
    public EpochSums AddTo(EpochSums sums)
    {
        foreach (IGrouping<int, (int First, double Flexed, double Rigid, double Gain)> image in _rows.GroupBy(row => row.First))
        {
            int count = image.Count();
            sums = sums.WithHeldOut(image.Sum(row => row.Flexed) / count, image.Sum(row => row.Rigid) / count, image.Sum(row => row.Gain) / count);
        }
        _rows.Clear();
        return sums;
    }
}
