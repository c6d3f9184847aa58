using System.Globalization;

namespace Flex3D.Pipeline.Baselines;

/// <summary>The shell script of a masked local refinement in RELION 3.1 or later.</summary>
/// <param name="Region">Name of the region.</param>
/// <param name="Name">Beginning of the names of its files.</param>
/// <param name="PixelSizeAngstrom">Voxel edge.</param>
/// <param name="DiameterAngstrom">Diameter of the circle outside which images are masked.</param>
/// <param name="StartAngstrom">Resolution to which the reference is low-passed at the start.</param>
/// <param name="AngleDegrees">The largest turn: three standard deviations of RELION's local searches.</param>
/// <param name="ShiftAngstrom">The largest shift.</param>
internal sealed record RelionScript(string Region, string Name, double PixelSizeAngstrom, double DiameterAngstrom, double StartAngstrom, double AngleDegrees, double ShiftAngstrom)
{
    /// <summary>Returns the script.</summary>
    public string Text() => string.Create(CultureInfo.InvariantCulture, $$"""
        #!/usr/bin/env bash
        # Masked local refinement of the region "{{Region}}" in RELION (3.1 or later), with the particles, half-sets, reference and mask of flex3d baseline.
        #
        #   bash {{Name}}.sh                 all jobs below, one after the other
        #   bash {{Name}}.sh rigid           half-maps at the given poses, and their FSC in the region
        #   bash {{Name}}.sh refine          local refinement: orientations within {{AngleDegrees:0.##}} degrees and places within {{ShiftAngstrom:0.##}} A of the given ones
        #   bash {{Name}}.sh reconstruct     half-maps at the refined poses
        #   bash {{Name}}.sh postprocess     FSC of these half-maps in the region
        #
        # RELION's programs must be on the PATH. MPI (3 processes or more, an odd number), THREADS (of each) and MPIRUN are taken from the environment:
        #   MPI=5 THREADS=4 bash {{Name}}.sh
        #   MPIRUN="mpirun --oversubscribe" bash {{Name}}.sh      on a machine of fewer cores than processes
        # Results are in the folder {{Name}} beside this script; look for "FINAL RESOLUTION" in the logs. RELION refines against whole images here. To subtract
        # the rest of the molecule first, run relion_particle_subtract with {{Name}}_mask.mrc on the optimiser.star of the refinement that gave the poses,
        # and name the particles that it writes in place of particles.star.
        set -euo pipefail
        cd "$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")"
        MPI="${MPI:-3}"
        THREADS="${THREADS:-2}"
        MPIRUN="${MPIRUN:-mpirun}"
        mkdir -p {{Name}}

        halves() { # halves PARTICLES NAME
          for half in 1 2; do
            relion_reconstruct --i "$1" --o "{{Name}}/$2_half${half}_unfil.mrc" --subset "$half" --ctf --sym C1 --pad 2
          done
        }

        fsc() { # fsc NAME
          relion_postprocess --i "{{Name}}/$1_half1_unfil.mrc" --i2 "{{Name}}/$1_half2_unfil.mrc" --mask {{Name}}_mask.mrc --angpix {{PixelSizeAngstrom:0.######}} --adhoc_bfac 0 --o "{{Name}}/$1_post" | tee "{{Name}}/$1_post.log"
        }

        rigid() {
          halves particles.star rigid
          fsc rigid
        }

        refine() {
          $MPIRUN -n "$MPI" relion_refine_mpi --i particles.star --o {{Name}}/run --ref reference.mrc --firstiter_cc --ini_high {{StartAngstrom:0.##}} \
            --auto_refine --split_random_halves --solvent_mask {{Name}}_mask.mrc --solvent_correct_fsc --flatten_solvent --zero_mask --particle_diameter {{DiameterAngstrom:0.#}} \
            --ctf --norm --scale --sym C1 --oversampling 1 --healpix_order 4 --auto_local_healpix_order 4 --sigma_ang {{AngleDegrees / 3:0.####}} \
            --offset_range {{ShiftAngstrom / PixelSizeAngstrom:0.##}} --offset_step 1 --low_resol_join_halves 40 --pad 2 --pool 3 --dont_combine_weights_via_disc --dont_check_norm --j "$THREADS"
        }

        reconstruct() {
          halves {{Name}}/run_data.star local
        }

        postprocess() {
          fsc local
        }

        case "${1:-all}" in
          all) rigid; refine; reconstruct; postprocess ;;
          rigid|refine|reconstruct|postprocess) "$1" ;;
          *) echo "unknown job '$1': rigid, refine, reconstruct, postprocess, or none for all" >&2; exit 2 ;;
        esac

        """);
}
