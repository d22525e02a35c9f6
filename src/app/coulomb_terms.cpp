#include "app/potential_terms.hpp"
#include "potential/damped_shifted_force.hpp"
#include "potential/pme.hpp"

/// [[term]]s that act between the charges of the species.
namespace liquidus {
namespace {

struct PmeTerm {
  std::string type;
  double cutoff = EwaldOptions{}.cutoff, accuracy = EwaldOptions{}.accuracy, beta = 0.0, spacing = 0.0;
  Index order = EwaldOptions{}.order;
};
constexpr std::array pme_fields = {
    Field<PmeTerm>{"type", "", "the form of the term", &PmeTerm::type, true},
    Field<PmeTerm>{"cutoff", "Å", "of the real-space part", &PmeTerm::cutoff},
    Field<PmeTerm>{"accuracy", "", "rms force error over the force of two unit charges 1 Å apart", &PmeTerm::accuracy},
    Field<PmeTerm>{"order", "", "of the B-splines, 4 to 8", &PmeTerm::order},
    Field<PmeTerm>{"beta", "1/Å", "inverse width of the Gaussians; from accuracy and cutoff if left out",
                   &PmeTerm::beta},
    Field<PmeTerm>{"spacing", "Å", "widest mesh spacing; from accuracy if left out", &PmeTerm::spacing}};

struct DsfTerm {
  std::string type;
  double cutoff = 12.0, alpha = 0.2;
};
constexpr std::array dsf_fields = {Field<DsfTerm>{"type", "", "the form of the term", &DsfTerm::type, true},
                                   Field<DsfTerm>{"cutoff", "Å", "where energy and force end", &DsfTerm::cutoff},
                                   Field<DsfTerm>{"alpha", "1/Å", "damping", &DsfTerm::alpha}};

void check_charges(const TermContext& context, Problems& problems) {
  for (const double q : context.charges)
    if (q != 0.0) return;
  problems.add(context.term.location(), "no species has a charge; give them in [[species]]");
}

void check_cutoff(const TermContext& context, double cutoff, Problems& problems) {
  if (!(cutoff > 0.0)) problems.add(context.term.location("cutoff"), "the cutoff must be positive");
}

}  // namespace

std::unique_ptr<Potential> coulomb_pme_term(const TermContext& context, Problems& problems) {
  const auto options = read_section<PmeTerm>(context.term, pme_fields, problems);
  check_cutoff(context, options.cutoff, problems);
  check_charges(context, problems);
  return made(context, {}, problems, [&] {
    return make_coulomb_pme(
        context.charges,
        {options.cutoff, options.accuracy, static_cast<int>(options.order), options.beta, options.spacing},
        context.ranks);
  });
}

std::unique_ptr<Potential> coulomb_dsf_term(const TermContext& context, Problems& problems) {
  const auto options = read_section<DsfTerm>(context.term, dsf_fields, problems);
  check_cutoff(context, options.cutoff, problems);
  check_charges(context, problems);
  return made(context, {}, problems,
              [&] { return make_damped_shifted_force(context.charges, options.alpha, options.cutoff); });
}

}  // namespace liquidus
