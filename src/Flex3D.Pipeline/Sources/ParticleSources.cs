using Flex3D.Stages.Faults;
using Flex3D.Stages.Files;

namespace Flex3D.Pipeline.Sources;

/// <summary>Finds the files that a path stands for: a particle file, a cryoSPARC result group (.csg), the folder of a cryoSPARC or RELION job, or a STAR file of a RELION job that names the particles.</summary>
internal static class ParticleSources
{
    /// <summary>Finds the files of a path.</summary>
    /// <exception cref="InputException">There is no such path, or it is a folder without the results of a job, or a file that names others that are missing.</exception>
    public static ParticleSource Of(string path)
    {
        string full = Path.TrimEndingDirectorySeparator(Path.GetFullPath(path));
        if (Storage.Current.FolderExists(full))
        {
            return CryoSparcJob.InFolder(full) ?? RelionJob.InFolder(full)
                ?? throw new InputException(path, null, "a folder without the results of a job", "a cryoSPARC job (job.json, or JNN_…_particles.cs) or a RELION job (run_data.star, particles.star, …)",
                    "give the folder of a finished job, such as CS-project/J42 or Refine3D/job012, or its particle file");
        }
        return Path.GetExtension(full).ToLowerInvariant() switch
        {
            ".csg" => CryoSparcGroup.Read(full),
            ".star" => RelionJob.OfFile(full) ?? new ParticleSource(path),
            ".cs" => CryoSparcPassthrough.Beside(path),
            _ => new ParticleSource(path),
        };
    }

    /// <summary>Returns the path of a file that another file names.</summary>
    /// <exception cref="InputException">There is no such file.</exception>
    internal static string Require(string path, string namedBy, string what) => Storage.Current.FileExists(path) ? path
        : throw new InputException(namedBy, null, $"the name of {what} '{path}', which does not exist", "an existing file", "copy the whole job, or give the particle file itself (inputs.particles)");
}
