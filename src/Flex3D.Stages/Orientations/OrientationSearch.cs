using System.Numerics;
using System.Runtime.InteropServices;
using Flex3D.Stages.Engine;
using Flex3D.Stages.Geometry;

namespace Flex3D.Stages.Orientations;

/// <summary>Finds from where a molecule that does not move looks most like an image, near its given orientation and among all others, by the image's low frequencies.</summary>
/// <remarks>
/// Compared is E = −s⟨B, S⟩ + ½ s²⟨W S, S⟩, the loss of <see cref="ImageShard"/> without its constant. All orientations of the grid are compared by the coarse components, then the given one and the best of
/// those near it and of the others by all components, each moved about the three axes of the image in steps that halve. The shift is the given one. Not thread-safe.
/// </remarks>
internal sealed class OrientationSearch
{
    /// <summary>Up to this angle from the given orientation, degrees, one is near it: a molecule that bends can look like one that is turned by so much, as symmetry-related views are not.</summary>
    public const double NearDegrees = 30;

    private const int BestNear = 4, BestFar = 8, Rounds = 4, MostMoves = 18;

    // An orientation whose coarse components fit worse than those of the given one, or of one near it, by more than this is not looked at further: e⁻²⁰ is no probability.
    private const double MostBehind = 20;

    private static readonly double s_nearTrace = 1 + 2 * Math.Cos(NearDegrees * Math.PI / 180);
    private static readonly double s_neighbourTrace = 1 + 2 * Math.Cos(StillMolecule.StepDegrees * Math.PI / 180);
    private readonly List<Rotation> _reached = [];
    private readonly LowFrequencies _frequencies;
    private readonly float[] _targetRe, _targetIm, _weight, _re, _im;
    private readonly (double Energy, int Orientation)[] _near = new (double, int)[BestNear], _far = new (double, int)[BestFar];

    public OrientationSearch(LowFrequencies frequencies)
    {
        _frequencies = frequencies;
        int length = LowFrequencies.Padded(frequencies.Count);
        (_targetRe, _targetIm, _weight, _re, _im) = (new float[length], new float[length], new float[length], new float[length], new float[length]);
    }

    /// <summary>Bytes of its arrays, those of the components included.</summary>
    public static long BytesOf(int box) => 9L * sizeof(float) * LowFrequencies.Padded(new LowFrequencies(box).Count);

    /// <summary>The best orientation near the given one and the best of all others, each with the energy E of the image there.</summary>
    internal readonly record struct Found(Rotation Near, double NearEnergy, Rotation Far, double FarEnergy);

    /// <summary>Searches for the orientation of an image.</summary>
    /// <param name="molecule">The molecule.</param>
    /// <param name="shard">The images; components of weight 0 do not count.</param>
    /// <param name="image">Which of them.</param>
    public Found Find(StillMolecule molecule, ImageShard shard, int image)
    {
        Take(shard, image);
        Rotation given = ImagePose.Orientation(shard.Pose.AsSpan(image * ImageShard.PoseLength, ImageShard.PoseLength));
        Scan(molecule, given);
        double asGiven = At(molecule, given, _frequencies.Coarse), best = Math.Min(asGiven, _near[0].Energy);
        (Rotation Orientation, double Energy) near = Improve(molecule, given, given, true), far = (molecule.Grid[_far[0].Orientation], double.PositiveInfinity);
        _reached.Clear();
        _reached.Add(near.Orientation);
        foreach ((double coarse, int orientation) in _near)
        {
            near = coarse < asGiven && Unreached(molecule.Grid[orientation]) && Reach(molecule, orientation, given, true) is var at && at.Energy < near.Energy ? at : near;
        }
        _reached.Clear();
        foreach ((double coarse, int orientation) in _far)
        {
            far = coarse < best + MostBehind && Unreached(molecule.Grid[orientation]) && Reach(molecule, orientation, given, false) is var at && at.Energy < far.Energy ? at : far;
        }
        return new(near.Orientation, near.Energy, far.Orientation, far.Energy);
    }

    // Copies B and W of the components, with the contrast and the weights of the two mates, B about the image point of the map's origin.
    private void Take(ImageShard shard, int image)
    {
        ReadOnlySpan<float> pose = shard.Pose.AsSpan(image * ImageShard.PoseLength, ImageShard.PoseLength);
        double contrast = shard.Contrast[image], full = 2.0 / ((double)shard.Box * shard.Box);
        int first = image * shard.SpectrumLength;
        for (int k = 0; k < _frequencies.Count; k++)
        {
            int at = first + _frequencies.Index[k];
            (double sin, double cos) = Math.SinCos(2 * Math.PI / shard.Box * (_frequencies.X[k] * (double)pose[6] + _frequencies.Y[k] * (double)pose[7]));
            double re = shard.TargetReal[at], im = shard.TargetImaginary[at];
            _targetRe[k] = (float)(full * contrast * (re * cos - im * sin));
            _targetIm[k] = (float)(full * contrast * (re * sin + im * cos));
            _weight[k] = (float)(0.5 * full * contrast * contrast * shard.Weight[at]);
        }
    }

    // Keeps the orientations of the grid with the least energy, near the given one and elsewhere.
    private void Scan(StillMolecule molecule, in Rotation given)
    {
        int padded = LowFrequencies.Padded(_frequencies.Coarse);
        _near.AsSpan().Fill((double.PositiveInfinity, 0));
        _far.AsSpan().Fill((double.PositiveInfinity, 0));
        for (int o = 0; o < molecule.Grid.Length; o++)
        {
            ReadOnlySpan<float> slice = molecule.FromGrid(o);
            Insert(IsNear(molecule.Grid[o], given) ? _near : _far, Energy(slice[..padded], slice[padded..]), o);
        }
    }

    private static void Insert((double Energy, int Orientation)[] best, double energy, int orientation)
    {
        if (energy >= best[^1].Energy)
        {
            return;
        }
        int place = best.Length - 1;
        for (; place > 0 && energy < best[place - 1].Energy; place--)
        {
            best[place] = best[place - 1];
        }
        best[place] = (energy, orientation);
    }

    private static bool IsNear(in Rotation a, in Rotation given) => a.TraceOf(given) >= s_nearTrace;

    // Whether no orientation reached so far is a neighbour: from there one would most likely be reached again.
    private bool Unreached(in Rotation orientation)
    {
        foreach (ref readonly Rotation reached in CollectionsMarshal.AsSpan(_reached))
        {
            if (orientation.TraceOf(reached) >= s_neighbourTrace)
            {
                return false;
            }
        }
        return true;
    }

    private (Rotation Orientation, double Energy) Reach(StillMolecule molecule, int orientation, in Rotation given, bool near)
    {
        (Rotation Orientation, double Energy) at = Improve(molecule, molecule.Grid[orientation], given, near);
        _reached.Add(at.Orientation);
        return at;
    }

    // Moves an orientation to where the energy is less, on its side of the limit of what is near the given one.
    private (Rotation Orientation, double Energy) Improve(StillMolecule molecule, in Rotation from, in Rotation given, bool near)
    {
        Rotation best = from;
        double energy = At(molecule, from, _frequencies.Count), step = StillMolecule.StepDegrees / 2 * Math.PI / 180;
        for (int round = 0; round < Rounds; round++, step /= 2)
        {
            int since = 0; // moves since the last that was better
            for (int move = 0; move < MostMoves && since < 6; move++, since++)
            {
                double by = move % 2 == 0 ? step : -step;
                int axis = move / 2 % 3;
                Rotation moved = Rotation.FromVector(axis == 0 ? by : 0, axis == 1 ? by : 0, axis == 2 ? by : 0).Times(best);
                double reached = IsNear(moved, given) == near ? At(molecule, moved, _frequencies.Count) : double.PositiveInfinity;
                (best, energy, since) = reached < energy ? (moved, reached, 0) : (best, energy, since);
            }
        }
        return (best, energy);
    }

    // Of the first components, so many.
    private double At(StillMolecule molecule, in Rotation orientation, int count)
    {
        int padded = LowFrequencies.Padded(count);
        molecule.Project(orientation, _re.AsSpan(0, count), _im.AsSpan(0, count));
        _re.AsSpan(count..padded).Clear();
        _im.AsSpan(count..padded).Clear();
        return Energy(_re.AsSpan(0, padded), _im.AsSpan(0, padded));
    }

    // Of whole registers of components; what pads them is 0 in re and im.
    private double Energy(ReadOnlySpan<float> re, ReadOnlySpan<float> im)
    {
        ReadOnlySpan<Vector<float>> a = Registers(re), b = Registers(im), weight = Registers(_weight), x = Registers(_targetRe), y = Registers(_targetIm);
        Vector<float> sum = default;
        for (int k = 0; k < a.Length; k++)
        {
            sum += weight[k] * (a[k] * a[k] + b[k] * b[k]) - (x[k] * a[k] + y[k] * b[k]);
        }
        return Vector.Sum(sum);
    }

    private static ReadOnlySpan<Vector<float>> Registers(ReadOnlySpan<float> values) => MemoryMarshal.Cast<float, Vector<float>>(values);
}
