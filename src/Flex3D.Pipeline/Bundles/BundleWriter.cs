using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Flex3D.Pipeline.Movies;
using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;
using Flex3D.Stages.Formats;
using Flex3D.Stages.Maps;
using Flex3D.Stages.Particles.Export;
using Flex3D.Stages.Results;
using Flex3D.Stages.Tables;
using Flex3D.Stages.Tables.Conversion;
using Flex3D.Stages.Validation;

namespace Flex3D.Pipeline.Bundles;

/// <summary>Writes the results of a run under the names that another program or the EMDB expects.</summary>
/// <param name="source">The run.</param>
/// <param name="folder">The folder of the bundle.</param>
/// <param name="threads">The number of threads.</param>
internal sealed class BundleWriter(BundleSource source, string folder, int threads)
{
    public const string Manifest = "manifest.csv";
    private MotionPictures? _motion;

    /// <summary>Whether maps are compressed, with <c>.gz</c> behind their names.</summary>
    public bool Gzip { get; init; }

    /// <summary>The poses of the particle table.</summary>
    public WrittenPoses Poses { get; init; }

    /// <summary>How the motion is drawn.</summary>
    public MovieRequest Movie { get; init; } = new();

    private MotionPictures Motion => _motion ??= MotionPictures.Of(source.Reconstructed, threads, Movie);

    /// <summary>Writes the files of a style.</summary>
    /// <param name="job">The job number in cryoSPARC's names.</param>
    /// <returns>The files, and those that the run cannot give, with the reason.</returns>
    /// <exception cref="InputException">A result is missing or damaged, or the run has not re-estimated the poses that are asked for.</exception>
    public (IReadOnlyList<(BundleItem Item, string Name, string What)> Written, IReadOnlyList<string> LeftOut) Write(NameStyle style, string job)
    {
        List<(BundleItem Item, string Name, string What)> files = [.. BundleNames.Of(style, job).Select(file => IsMap(file.Item) && Gzip ? file with { Name = file.Name + ".gz" } : file)];
        List<string> leftOut = [];
        foreach ((BundleItem item, string name, _) in files.ToArray())
        {
            string extension = Path.GetExtension(name) == ".csg" ? ".cs" : Path.GetExtension(name);
            if (IsOfParticles(item) && Path.GetExtension(source.Particles) != extension)
            {
                files.RemoveAll(file => file.Item == item);
                leftOut.Add(source.Particles is null ? $"{name}: the run has no particle table" : $"{name}: the run's particles are a {Path.GetExtension(source.Particles)} file");
            }
        }
        if (files.Exists(file => IsOfMotion(file.Item)) && Motion.Doubt is { } doubt)
        {
            leftOut.AddRange(files.Where(file => IsOfMotion(file.Item)).Select(file => $"{file.Name}: {doubt}"));
            files.RemoveAll(file => IsOfMotion(file.Item));
        }
        bool refined = files.Exists(file => HasPoses(file.Item)) && source.Refined.Any;
        if (Poses == WrittenPoses.Refined && !refined)
        {
            throw new InputException("--poses", null, "refined, and no re-estimated poses in the bundle's particle table", "a run that re-estimated poses, and names of a program with particles", "train with train.refinePoses: true, or leave --poses out");
        }
        string poses = !refined ? "poses as given to the run, which re-estimated none" : $"{source.Refined} as {(Poses == WrittenPoses.Given ? "given to" : "re-estimated by")} the run";
        files = [.. files.Select(file => HasPoses(file.Item) ? file with { What = $"{file.What}; {poses}" } : file)];
        DensityMap map = source.Read(BundleItem.Map);
        double level = ContourLevel.Of(map, source.Read(BundleItem.Mask));
        foreach ((BundleItem item, string name, string what) in files)
        {
            Write(item, Path.Combine(folder, name), what, level, files);
        }
        return (files, leftOut);
    }

    /// <summary>Writes the list of a bundle's files: a line each with name, what it is, bytes and SHA-256.</summary>
    public void WriteManifest(IEnumerable<(BundleItem Item, string Name, string What)> files)
    {
        var text = new StringBuilder("file,what,bytes,sha256\n");
        foreach ((_, string name, string what) in files)
        {
            using Stream file = Storage.OpenRead(Path.Combine(folder, name));
            text.Append(CultureInfo.InvariantCulture, $"{name},\"{what}\",{file.Length},{Convert.ToHexStringLower(SHA256.HashData(file))}\n");
        }
        DurableFile.WriteText(Path.Combine(folder, Manifest), text.ToString());
    }

    private void Write(BundleItem item, string path, string what, double level, IReadOnlyList<(BundleItem Item, string Name, string What)> files)
    {
        switch (item)
        {
            case BundleItem.Fsc:
                DensityMap map = source.Read(BundleItem.Map);
                FscXml.Write(path, "FSC of the half-maps of the flexible refinement, masked and corrected", FscFiles.ReadCurve(source.Fsc, "flex_corrected"), map.Box * map.PixelSizeAngstrom);
                break;
            case BundleItem.Picture:
                byte[] png = SurfacePicture.ToPng(source.Read(BundleItem.Map), level, source.ReadMoving(), threads);
                DurableFile.Write(path, stream => stream.Write(png));
                break;
            case BundleItem.Movie:
                Motion.SaveMovie(path);
                break;
            case BundleItem.BothEnds:
                Motion.SaveBothEnds(path);
                break;
            case BundleItem.Text:
                DurableFile.WriteText(path, DepositionText.Of(DepositionFacts.Of(source, source.Read(BundleItem.Map), level), files.Where(file => file.Item != item).Select(file => (file.Name, file.What))));
                break;
            case BundleItem.Particles or BundleItem.Passthrough:
                WriteParticles(path);
                break;
            case BundleItem.Latents:
                CryoSparcResults.WriteLatents(path, source.Particles!);
                break;
            case BundleItem.Group:
                string dataset = files.First(file => file.Item == BundleItem.Particles).Name;
                ResultGroup.Write(path, Path.Combine(folder, dataset), "Particles with the latents of a flexible refinement", source.Reconstructed.Status().Now?.Updated ?? DateTimeOffset.UnixEpoch);
                break;
            default:
                WriteMap(path, source.Read(item), $"Flex3D {what}");
                break;
        }
    }

    private void WriteParticles(string path)
    {
        if (Poses != WrittenPoses.Given && source.Refined.Any)
        {
            TableConverter.Write(new TableSource(source.Particles!), path, options: new ConversionOptions { RefinedPoses = true });
            return;
        }
        DurableFile.Write(path, stream =>
        {
            using Stream table = Storage.OpenRead(source.Particles!);
            table.CopyTo(stream);
        });
    }

    // Written anew rather than copied: every header then has the strict form that archives ask for, whatever wrote the map.
    private void WriteMap(string path, DensityMap map, string label)
    {
        DurableFile.Write(path, stream =>
        {
            if (!Gzip)
            {
                MrcMap.Write(stream, map, label);
                return;
            }
            using var packed = new GZipStream(stream, CompressionLevel.Optimal, leaveOpen: true);
            MrcMap.Write(packed, map, label);
        });
    }

    private static bool IsMap(BundleItem item) => item <= BundleItem.RigidHalf2;

    private static bool IsOfMotion(BundleItem item) => item is BundleItem.Movie or BundleItem.BothEnds;

    private static bool HasPoses(BundleItem item) => item is BundleItem.Particles or BundleItem.Passthrough;

    private static bool IsOfParticles(BundleItem item) => item is BundleItem.Particles or BundleItem.Passthrough or BundleItem.Latents or BundleItem.Group;
}
